import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';

const HEAP = `${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`;
const PROMPT = '(pprof) ';

const home = temporaryFolder();
const sessions: TerminalSession[] = [];

afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});
afterAll(() => home.remove());

interface Start {
  readonly env?: Record<string, string>;
  readonly columns?: number;
  readonly cwd?: string;
}

/** A session of its own history, unless the environment says otherwise. */
function prompt(
  argv: readonly string[],
  { env = {}, columns = 100, cwd = home.path }: Start = {},
): TerminalSession {
  const session = new TerminalSession({
    file: process.execPath,
    args: [RUN_JS, 'pprof', ...argv],
    env: { ...cleanEnvironment(home.path), XDG_STATE_HOME: `${home.path}/state-${historyCount++}`, ...env },
    cwd,
    columns,
  });
  sessions.push(session);
  return session;
}

let historyCount = 0;

/** The screen's text after the last prompt, and how many prompts there are. */
const promptCount = (session: TerminalSession): number => session.text.split(PROMPT.trimEnd()).length - 1;

/** Types a line and waits for the prompt after it. */
async function enter(session: TerminalSession, line: string): Promise<string> {
  const before = promptCount(session);
  const from = session.text.length;
  session.type(`${line}\r`);
  await session.see(new RegExp(`^(?:.*?\\(pprof\\)){${before + 1}}.*$`, 's'));
  return session.text.slice(from);
}

async function started(argv: readonly string[], start: Start = {}): Promise<TerminalSession> {
  const session = prompt(argv, start);
  await session.see(PROMPT.trimEnd());
  return session;
}

describe('prof pprof FILE in a terminal', () => {
  it('greets, answers and ends', async () => {
    const session = await started([HEAP]);
    expect(session.text.split('\n')).toEqual([
      'File: go-service',
      expect.stringMatching(/^Build ID: /),
      'Type: inuse_space',
      expect.stringMatching(/^Time: 2026-11-23 /),
      'Entering interactive mode (type "help" for commands, "o" for options)',
      '(pprof)',
    ]);
    const top = await enter(session, 'top1');
    expect(top).toContain('Showing top 1 nodes out of 9\n');
    expect(top).toMatch(/97\.74% {2}main\.cacheRows\n\(pprof\)$/);
    session.type('quit\r');
    expect(await session.ended).toBe(0);
  });

  it.each([
    ['Ctrl-D', '\x04'],
    ['Ctrl-C on an empty line', '\x03'],
    ['exit', 'exit\r'],
  ])('ends on %s with 0, and the shell begins a line of its own', async (_what, keys) => {
    const session = await started([HEAP]);
    session.type(keys);
    expect(await session.ended).toBe(0);
    expect(session.raw).toMatch(/\n$/);
  });

  it('drops the line on Ctrl-C and goes on', async () => {
    const session = await started([HEAP]);
    session.type('top nonsense');
    await session.see('nonsense');
    session.type('\x03');
    await session.see(/\(pprof\)$/);
    expect(await enter(session, 'comments')).not.toContain('nonsense');
    session.type('\x04');
    expect(await session.ended).toBe(0);
  });

  it('completes commands, settings, values and functions', async () => {
    const session = await started([HEAP]);
    session.type('topp\t');
    await session.see('(pprof) topproto');
    session.type('\x15foc\tmain\r');
    await session.see('(pprof) focus=main');
    session.type('gran\tli\t\r');
    await session.see('(pprof) granularity=lines');
    session.type('peek cacheR\t');
    await session.see('(pprof) peek main.cacheRows');
    session.type('\x15list Builder\t');
    await session.see('(pprof) list strings.\\(\\*Builder\\).Write');
    expect(await enter(session, '')).toContain(
      'ROUTINE ======================== strings.(*Builder).Write in',
    );
    session.type('no\t\t');
    await session.see(/nodecount= +nodefraction= +noinlines +normalize/);
  });

  it('remembers lines from one session to the next, for the user alone', async () => {
    const env = { XDG_STATE_HOME: `${home.path}/state-shared` };
    const first = await started([HEAP], { env });
    await enter(first, 'top1 -fmt');
    await enter(first, 'tags nothing');
    first.type('\x1b[A\x1b[A');
    await first.see('(pprof) top1 -fmt');
    first.type('\x15quit\r');
    await first.ended;
    const file = `${env.XDG_STATE_HOME}/prof/pprof-history`;
    expect(readFileSync(file, 'utf8')).toBe('top1 -fmt\ntags nothing\nquit\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const second = await started([HEAP], { env });
    second.type('\x1b[A\x1b[A\x1b[A');
    await second.see('(pprof) top1 -fmt');
    expect(await enter(second, '')).toContain('ignore=fmt');
  });

  it('works where no history can be kept', async () => {
    const session = await started([HEAP], {
      env: { HOME: '/nonexistent', XDG_STATE_HOME: '/dev/null/state' },
    });
    expect(await enter(session, 'top1')).toContain('main.cacheRows');
    session.type('\x1b[A');
    await session.see(/\(pprof\) top1$/);
  });

  it('does pasted lines one after the other', async () => {
    const session = await started([HEAP]);
    session.type('comments\rtop1\rbogus\rquit\r');
    expect(await session.ended).toBe(0);
    const said = session.text.slice(session.text.indexOf(PROMPT.trimEnd()));
    expect(said).toMatch(
      /^\(pprof\) comments\n\(pprof\) top1\nShowing nodes .*main\.cacheRows\n\(pprof\) bogus\nunrecognized command: "bogus"\n\(pprof\) quit$/s,
    );
  });

  it('redraws a long line in a narrower window', async () => {
    const session = await started([HEAP], { columns: 80 });
    const line = `focus=${'abcdefgh|'.repeat(8)}end`;
    session.type(line);
    await session.see('|end');
    session.resize(40, 30);
    session.type('\x01\x05!');
    await session.see(/end!$/);
    session.type('\r');
    await session.see(/end!\n\(pprof\)$/);
    expect(await enter(session, 'o')).toContain('|end!');
  });

  it('writes files where it is, and names binary ones itself', async () => {
    const cwd = join(home.path, 'reports');
    mkdirSync(cwd, { recursive: true });
    const session = await started([HEAP], { cwd });
    expect(await enter(session, 'proto')).toContain('Generating report in profile001.pb.gz');
    expect(await enter(session, 'top1 >out.txt')).toContain('Generating report in out.txt');
    const again = await runProf(
      home.path,
      ['pprof', '-top', '-nodecount=1', '-compact_labels', 'profile001.pb.gz'],
      { cwd },
    );
    expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe(again.stdout);
  });

  it.each(['web', 'weblist main', 'disasm main', 'gv', 'kcachegrind'])(
    '%s says what to use instead',
    async (line) => {
      const session = await started([HEAP]);
      const said = await enter(session, line);
      expect(said).toMatch(/(needs|starts) .*; use \w+/s);
      expect(await enter(session, 'top1')).toContain('main.cacheRows');
    },
  );

  it.each<[string, Record<string, string>, boolean]>([
    ['in red', {}, true],
    ['plainly with NO_COLOR', { NO_COLOR: '1' }, false],
    ['plainly on a dumb terminal', { TERM: 'dumb' }, false],
  ])('says what is wrong %s', async (_how, env, isRed) => {
    const session = await started([HEAP], { env });
    await enter(session, 'bogus');
    expect(session.raw.includes('\u001b[1;31munrecognized command')).toBe(isRed);
    session.type('\x04');
    expect(await session.ended).toBe(0);
  });

  it('goes on after Ctrl-Z and fg where it was', async () => {
    const session = new TerminalSession({
      file: '/bin/bash',
      args: ['--norc', '--noprofile', '-i'],
      env: { ...cleanEnvironment(home.path), PS1: 'shell> ' },
      cwd: home.path,
    });
    sessions.push(session);
    await session.see('shell>');
    session.type(`'${process.execPath}' '${RUN_JS}' pprof '${HEAP}'\r`);
    await session.see(/^\(pprof\)$/m);
    session.type('top1 cache');
    await session.see('(pprof) top1 cache');
    session.type('\x1a');
    await session.see(/Stopped.*shell>$/s);
    session.type('fg\r');
    await session.see(/fg\n.*\(pprof\) top1 cache$/s);
    session.type('Rows\r');
    await session.see(/focus=cacheRows\n.*\(pprof\)$/s);
    session.type('\x04');
    await session.see(/shell>$/);
    session.type('exit\r');
    expect(await session.ended).toBe(0);
  });

  it('asks on the other stream where one goes into a file', async () => {
    const script = (redirection: string) => ({
      file: '/bin/sh',
      args: ['-c', `"${process.execPath}" "${RUN_JS}" pprof "${HEAP}" ${redirection}`],
      env: cleanEnvironment(home.path),
      cwd: home.path,
    });
    for (const [redirection, file, content] of [
      ['> report.txt', 'report.txt', /^Showing nodes.*main\.cacheRows\n$/s],
      ['2> messages.txt', 'messages.txt', /^File: go-service\n.*unrecognized command: "bogus"\n$/s],
    ] as const) {
      const session = new TerminalSession(script(redirection));
      sessions.push(session);
      await session.see(PROMPT.trimEnd());
      session.type('top1\rbogus\rquit\r');
      expect(await session.ended).toBe(0);
      expect(readFileSync(join(home.path, file), 'utf8')).toMatch(content);
    }
  });
});

describe('a long report', () => {
  const file = join(home.path, 'long.pb');
  beforeAll(() => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
    for (let i = 0; i < 100_000; i++) {
      const location = builder.addLocation({
        address: BigInt(i + 1),
        lines: [{ function: builder.addFunction({ name: `f${i}` }) }],
      });
      builder.addSample([location], [1]);
    }
    writeFileSync(file, encodePprof(builder.build()));
  });

  it('stops on Ctrl-C, and the session goes on', async () => {
    const session = await started([file]);
    session.type('traces\r');
    await session.see('f17');
    session.type('\x03');
    await session.see(/^stopped by Ctrl-C$/m);
    await session.see(/\(pprof\)$/);
    expect(session.raw).not.toContain('f99999');
    expect(await enter(session, 'top1 f5$')).toContain('focus=f5$');
    session.type('\x03');
    expect(await session.ended).toBe(0);
  });
});

describe('names from a profile', () => {
  const FORBIDDEN = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;
  const file = join(home.path, 'hostile.pb');

  beforeAll(() => {
    const builder = new ProfileBuilder({
      sampleTypes: HOSTILE_NAMES.slice(0, 3).map((type) => ({ type, unit: type })),
      comments: HOSTILE_NAMES,
    });
    const values = [1, 1, 1];
    for (const name of HOSTILE_NAMES) {
      const location = builder.addLocation({
        lines: [{ function: builder.addFunction({ name, filename: name }) }],
      });
      builder.addSample([location], values);
    }
    writeFileSync(file, encodePprof(builder.build()));
  });

  it('do not steer the terminal', async () => {
    const session = await started([file], { env: { NO_COLOR: '1', TERM: 'dumb' } });
    for (const line of ['top', 'o', 'help sample_index', 'sample_index=x', 'list nothing'])
      await enter(session, line);
    session.type('quit\r');
    await session.ended;
    expect(session.raw.replaceAll(/\r|\n/g, '')).not.toMatch(FORBIDDEN);
  });

  it('are completed only where they do not', async () => {
    const session = await started([file]);
    session.type('list main.\t\t');
    await session.see('(pprof) list main.');
    session.type('\x15list \t\t');
    await session.see('constructor');
    session.type('\x15\x04');
    await session.ended;
    const ours = /\u001b\[(?:\d*[GJA-D]|\d*;?\d*m)/g;
    expect(session.raw.replaceAll(ours, '').replaceAll(/[\r\n\x07]/g, '')).not.toMatch(FORBIDDEN);
  });
});

describe('prof pprof FILE without a terminal', () => {
  it.each(['ignore', 'pipe'] as const)('says which report to name (input: %s)', async (stdin) => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [RUN_JS, 'pprof', HEAP], {
      env: cleanEnvironment(home.path),
      extendEnv: false,
      reject: false,
      stdin,
      ...(stdin === 'pipe' ? { input: 'top\n' } : {}),
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^pprof: there is no terminal to ask on; name a report: one of -top .*prof pprof -top FILE$/,
    );
  });

  it.each([
    ['-http=:8080', /-http needs a browser; use -top/],
    ['-web', /-web (needs|starts) a browser; use -\w+/],
    ['-disasm=main', /-disasm needs a disassembler; use -list=REGEXP/],
    ['-weblist=main', /-weblist needs a disassembler; use -list=REGEXP/],
  ])('%s says what to use instead', async (flag, message) => {
    const { exitCode, stdout, stderr } = await runProf(home.path, ['pprof', flag, HEAP]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
