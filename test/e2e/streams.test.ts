import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, OLD_NODE, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';

/** Plants a bug: asking for the working folder throws, once prof has started. */
const BROKEN = `data:text/javascript,${encodeURIComponent(`
  const cwd = process.cwd.bind(process);
  process.cwd = () => { if (new Error().stack.includes('pathEnvironment')) throw new TypeError('planted'); return cwd(); };
`)}`;

const home = temporaryFolder();
const sessions: TerminalSession[] = [];

/** Answers the index and never a profile, and says when one was asked for. */
let server: Server;
let url: string;
let asked: () => Promise<void>;

beforeAll(async () => {
  let onAsk: () => void = () => {};
  asked = () =>
    new Promise((resolve) => {
      onAsk = resolve;
    });
  server = createServer((request, response) => {
    if (request.url?.includes('/profile')) onAsk();
    else response.end('<a href="profile?debug=1">profile</a>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  home.remove();
});

function terminal(
  args: readonly string[],
  env: Record<string, string> = {},
  nodeFlags: readonly string[] = [],
): TerminalSession {
  const session = new TerminalSession({
    file: process.execPath,
    args: [...nodeFlags, RUN_JS, ...args],
    cwd: home.path,
    env: { ...cleanEnvironment(home.path), ...env },
  });
  sessions.push(session);
  return session;
}

describe('stopping', () => {
  it('ends a capture on Ctrl-C, and the shell sees 130', async () => {
    const wasAsked = asked();
    const session = terminal(['capture', url, '-t', 'cpu', '--seconds', '60']);
    await wasAsked;
    session.type('\x03');
    expect(await session.ended).toBe(130);
    expect(session.text).toContain('stopped by Ctrl-C');
  });

  it.each<[NodeJS.Signals, number, string[]]>([
    ['SIGINT', 130, []],
    ['SIGTERM', 143, []],
    ['SIGHUP', 129, []],
    ['SIGINT', 130, [`--import=${OLD_NODE}`]],
    ['SIGTERM', 143, [`--import=${OLD_NODE}`]],
  ])('winds down on %s with %i, handed over or not', async (signal, status, nodeFlags) => {
    const wasAsked = asked();
    const args = [...nodeFlags, RUN_JS, 'capture', url, '-t', 'cpu', '--seconds', '60', '--json'];
    const child = execFile(process.execPath, args, { cwd: home.path, env: cleanEnvironment(home.path) });
    const output: string[] = [];
    child.stdout?.on('data', (text) => output.push(text));
    await wasAsked;
    child.kill(signal);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(status);
    expect(JSON.parse(output.join(''))).toMatchObject({ schema: 'prof.error.v1' });
  });

  it('is one stop, not two, when an old Node.js handed over in a terminal', async () => {
    const wasAsked = asked();
    const session = terminal(['capture', url, '-t', 'cpu', '--seconds', '60'], {}, [`--import=${OLD_NODE}`]);
    await wasAsked;
    session.type('\x03');
    expect(await session.ended).toBe(130);
    expect(session.text).toContain('stopped by Ctrl-C');
  });
});

describe('streams', () => {
  it('is quiet when the reader goes away', async () => {
    const script = `set -o pipefail; "$NODE" "$PROF" autocomplete zsh | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`;
    const env = { ...cleanEnvironment(home.path), NODE: process.execPath, PROF: RUN_JS };
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script], { env });
    expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
  });

  it('needs no configuration and no home', async () => {
    // With HOME empty the account's own home counts, which is not the tests' to look into.
    const env = { HOME: '', XDG_DATA_HOME: `${home.path}/data`, XDG_CONFIG_HOME: `${home.path}/config` };
    const { exitCode, stdout, stderr } = await runProf(home.path, ['ls', '--json'], { env });
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'prof.ls.v1' });
  });

  it('works where nothing can be written', async () => {
    const env = { HOME: '/nonexistent/home', XDG_CACHE_HOME: '/dev/null/cache' };
    const { exitCode, stderr } = await runProf(home.path, ['ls'], { env, cwd: '/' });
    expect(exitCode, stderr).toBe(0);
  });

  it.each<[string, string[], Record<string, string>, boolean]>([
    ['a terminal', [], {}, true],
    ['NO_COLOR', [], { NO_COLOR: '1' }, false],
    ['TERM=dumb', [], { TERM: 'dumb' }, false],
    ['--no-color', ['--no-color'], {}, false],
    ['NO_COLOR and FORCE_COLOR', [], { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('colours help for %s', async (_what, flags, env, isColored) => {
    const session = terminal(['ls', '--help', ...flags], env);
    expect(await session.ended).toBe(0);
    expect(/\u001b\[\d+m/.test(session.raw)).toBe(isColored);
    expect(session.text).toContain('USAGE');
  });

  it.each<[string, string[], Record<string, string>, boolean]>([
    ['a terminal', [], {}, true],
    ['NO_COLOR', [], { NO_COLOR: '1' }, false],
    ['TERM=dumb', [], { TERM: 'dumb' }, false],
    ['--no-color', ['--no-color'], {}, false],
    ['PROF_COLOR=never', [], { PROF_COLOR: 'never' }, false],
  ])('colours results and errors for %s', async (_what, flags, env, isColored) => {
    const result = terminal(['config', ...flags], env);
    const failure = terminal(['show', 'nothing', ...flags], env);
    expect([await result.ended, await failure.ended]).toEqual([0, 3]);
    for (const { raw } of [result, failure]) expect(/\u001b\[[\d;]+m/.test(raw)).toBe(isColored);
  });

  it('says with -v what it goes by', async () => {
    const { stderr } = await runProf(home.path, ['services', '-v'], { env: { PROF_STORE: '/nowhere' } });
    expect(stderr).toContain('store: file:/nowhere (PROF_STORE)\n');
  });

  it('colours a pipe only with FORCE_COLOR', async () => {
    const plain = await runProf(home.path, ['ls', '--help']);
    const forced = await runProf(home.path, ['ls', '--help'], { env: { FORCE_COLOR: '1' } });
    expect([plain.stdout.includes('\u001b['), forced.stdout.includes('\u001b[')]).toEqual([false, true]);
  });

  it('writes no binary data to a terminal', async () => {
    const put = ['put', `${ROOT}fixtures/pprof-oracle/in/rich.pb`, '--service', 'checkout'];
    expect((await runProf(home.path, put)).exitCode).toBe(0);
    const session = terminal(['get', 'checkout@2023-11-15', '-o', '-']);
    expect(await session.ended).toBe(2);
    expect(session.text).toContain('binary data is not written to a terminal');
    const piped = await runProf(home.path, ['get', 'checkout@2023-11-15', '-o', '-', '--quiet']);
    expect([piped.exitCode, piped.stdout.length > 100]).toEqual([0, true]);
  });

  it('explains a bug and ends with 70', async () => {
    const { exitCode, stdout, stderr } = await runProf(home.path, ['config'], {
      env: { NODE_OPTIONS: `--import=${BROKEN}` },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 70, stdout: '' });
    expect(stderr).toContain('prof: TypeError: planted\n');
    expect(stderr).toContain('This is a bug in prof.');
  });

  it('ends with 6 when its output cannot be written', async () => {
    const { exitCode, stderr } = await execa('sh', ['-c', '"$NODE" "$PROF" config > /dev/full'], {
      env: { ...cleanEnvironment(home.path), NODE: process.execPath, PROF: RUN_JS },
      reject: false,
    });
    expect(exitCode).toBe(6);
    expect(stderr).toContain('cannot write to standard output');
  });
});
