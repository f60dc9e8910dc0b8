import { existsSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { expectRestored } from '../support/expect-restored.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';

const PROFILE = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const LATER = `${ROOT}fixtures/profiles/go/1.26/cpu-later.pb.gz`;
const FOOTER = 'enter zoom';

const home = temporaryFolder();
const sessions: TerminalSession[] = [];

afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});

afterAll(() => home.remove());

interface Start {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
}

function inTerminal(file: string, args: readonly string[], start: Start = {}): TerminalSession {
  const session = new TerminalSession({
    file,
    args,
    env: { ...cleanEnvironment(home.path), ...start.env },
    cwd: home.path,
    columns: start.columns ?? 80,
    rows: start.rows ?? 24,
  });
  sessions.push(session);
  return session;
}

async function started(args: readonly string[] = [PROFILE], start: Start = {}): Promise<TerminalSession> {
  const session = inTerminal(process.execPath, [RUN_JS, 'flame', ...args], start);
  await session.see(FOOTER);
  return session;
}

const linesOf = (session: TerminalSession) => session.text.split('\n');

describe('prof flame on a terminal', () => {
  it.each([
    [80, 24],
    [120, 40],
    [60, 15],
  ])('fills %i columns and %i rows but the last', async (columns, rows) => {
    const session = await started([PROFILE], { columns, rows });
    const lines = linesOf(session);
    expect(lines.length).toBe(rows - 1);
    expect(lines[0]).toContain(' · total 3.92s');
    expect(lines[1]).toMatch(/^▶all/);
    expect(lines.at(-4)).toBe('all');
    expect(lines.at(-2)).toBe('cum 3.92s 100.0%  flat 0 0%  247 samples');
    session.type('q');
    expect(await session.ended).toBe(0);
    expectRestored(session);
  });

  it('zooms along calls, and back', async () => {
    const session = await started();
    session.type('j');
    await session.see(/\npprof\.Do|\nruntime\/pprof\.Do/);
    session.type('jjj\r');
    await session.see('of zoom');
    const zoomed = linesOf(session);
    session.type('\u001b');
    await session.see(/^(?![\s\S]*of zoom)/);
    expect(zoomed).not.toEqual(linesOf(session));
    session.type('\u001b[B');
    await session.see('main.spinHashes');
  });

  it('searches while a pattern is typed', async () => {
    const session = await started();
    session.type('/sort');
    await session.see('/sort: 9 frames, matches 7.14% of total');
    session.type('\r');
    await session.see('main.sortRows');
    await session.see(FOOTER);
    session.type('/(\r');
    await session.see('missing closing )');
  });

  it('filters, inverts, changes types and comes back', async () => {
    const session = await started();
    session.type('/sortRows\r');
    await session.see(/\nmain\.sortRows/);
    session.type('F');
    await session.see('[focus main.sortRows]');
    session.type('y');
    await session.see('copied: prof flame');
    expect(session.raw).toContain('\u001b]52;c;');
    session.type('X');
    await session.see(/^(?![\s\S]*\[focus)/);
    session.type('V');
    await session.see('callers');
    session.type('t');
    await session.see(' · samples · ');
  });

  it('follows the size of the window', async () => {
    const session = await started();
    session.resize(60, 15);
    await session.see(/^(?:.*\n){13}enter zoom/);
    session.resize(120, 40);
    await session.see(/^(?:.*\n){38}enter zoom/);
    expect(session.raw).not.toContain('\u001b[3J');
  });

  it('takes the mouse: a click selects, another zooms, the wheel scrolls', async () => {
    const session = await started();
    session.type('\u001b[<0;3;5M\u001b[<0;3;5m');
    await session.see(/\nmain\.handleRequest\n/);
    session.type('\u001b[<0;3;5M\u001b[<0;3;5m');
    await session.see('of zoom');
    session.type('\u001b[<2;3;5M');
    await session.see(/^(?![\s\S]*of zoom)/);
  });

  it('lists its keys', async () => {
    const session = await started([PROFILE], { columns: 100, rows: 60 });
    session.type('?');
    await session.see('only stacks with this function');
    session.type('?');
    await session.see(FOOTER);
  });

  it('writes what is shown', async () => {
    const session = await started();
    session.type('/main.sortRows\r');
    await session.see(/\nmain\.sortRows/);
    session.type('F');
    await session.see('[focus');
    for (const name of ['a.folded', 'a.md', 'a.pb.gz', 'a.svg', 'a.html']) {
      session.type(`w${name}\r`);
      await session.see(`wrote ${name}`);
    }
    const folded = readFileSync(`${home.path}/a.folded`, 'utf8').trim().split('\n');
    expect(folded.every((line) => line.includes('main.sortRows'))).toBe(true);
    // The reference's own words for the same: 280ms of cpu go through it.
    const sum = folded.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
    expect(sum).toBe(280_000_000);
    const { stdout } = await runProf(home.path, ['top', 'a.pb.gz', '--json']);
    expect(JSON.parse(stdout).total).toBe(280_000_000);
    session.type('wa.md\r');
    await session.see('a file is there already');
  });

  it('compares two profiles by signs', async () => {
    const session = await started([PROFILE, LATER], { env: { NO_COLOR: '1' } });
    await session.see('compared');
    await session.see('+ more than in the base, - less');
    session.type('d');
    await session.see('New functions:');
    session.type('d%');
    await session.see('normalized');
  });

  it('gives the terminal back when it is terminated', async () => {
    const session = await started();
    session.kill('SIGTERM');
    expect(await session.ended).toBe(143);
    expectRestored(session);
    expect(session.text).toContain('prof: stopped by SIGTERM');
  });

  it('gives the terminal back when it crashes, and says why', async () => {
    const crash = `process.on('SIGUSR2', () => { throw new Error('broken on purpose'); })`;
    const session = await started([PROFILE], {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crash)}` },
    });
    session.kill('SIGUSR2');
    expect(await session.ended).not.toBe(0);
    expectRestored(session);
    expect(session.text).toContain('broken on purpose');
  });

  it('stops on Ctrl-Z and goes on with fg', async () => {
    const session = inTerminal('/bin/bash', ['--norc', '-i'], { env: { PS1: 'shell> ' } });
    await session.see('shell>');
    session.type(`'${process.execPath}' '${RUN_JS}' flame '${PROFILE}'; echo "ended with $?"\r`);
    await session.see(FOOTER);
    session.type('\u001a');
    await session.see('Stopped');
    expect(session.isAlternate).toBe(false);
    session.type('fg\r');
    await session.see(FOOTER);
    session.type('j');
    await session.see(/\n(?:runtime\/)?pprof\.Do/);
    session.type('q');
    await session.see('shell>');
    expectRestored(session);
    session.type('stty -a | tr " " "\\n" | grep -x -e -icanon -e -echo; echo "modes $((1 + 1))"\r');
    await session.see('modes 2');
    expect(session.text).not.toMatch(/^-(?:icanon|echo)$/m);
  });

  it('is read aloud in words', async () => {
    const session = inTerminal(process.execPath, [RUN_JS, 'flame', PROFILE], {
      env: { INK_SCREEN_READER: 'true' },
    });
    await session.see('Selected, at depth 0:');
    session.type('j');
    await session.see('Selected, at depth 1:');
    expect(session.text).toMatch(/\d% main\./);
    session.type('q');
    expect(await session.ended).toBe(0);
  });

  it('refuses where there is no terminal, and says what to do', async () => {
    const { exitCode, stdout, stderr } = await runProf(home.path, ['flame', PROFILE]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('-o flame.svg');
    expect(stderr).toContain('prof top');
    expect(existsSync(`${home.path}/flame.svg`)).toBe(false);
  });
});
