import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';

const PROFILE = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;

const home = temporaryFolder();
const sessions: TerminalSession[] = [];
let exact: string;

beforeAll(async () => {
  exact = (await runProf(home.path, ['traces', PROFILE])).stdout;
});

afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});

afterAll(() => home.remove());

interface Options {
  readonly env?: Record<string, string>;
  readonly rows?: number;
  readonly columns?: number;
}

function terminal(args: readonly string[], { env = {}, rows = 20, columns = 300 }: Options = {}) {
  const session = new TerminalSession({
    file: process.execPath,
    args: [RUN_JS, ...args],
    cwd: home.path,
    env: { ...cleanEnvironment(home.path), NO_COLOR: '1', ...env },
    rows,
    columns,
  });
  sessions.push(session);
  return session;
}

/** A pager that keeps what it gets in a file. */
const KEEP = 'cat > paged.txt';
const paged = () =>
  existsSync(`${home.path}/paged.txt`) ? readFileSync(`${home.path}/paged.txt`, 'utf8') : '';
const forget = () => writeFileSync(`${home.path}/paged.txt`, '');

describe('a pager on a terminal', () => {
  it('gets a report that does not fit the screen, as it is', async () => {
    forget();
    const session = terminal(['traces', PROFILE], { env: { PROF_PAGER: KEEP } });
    expect(await session.ended).toBe(0);
    expect(paged()).toBe(exact);
    expect(session.text).toBe('');
  });

  it('gets colours where there are some', async () => {
    forget();
    const session = terminal(['traces', PROFILE], { env: { PROF_PAGER: KEEP, NO_COLOR: '' } });
    expect(await session.ended).toBe(0);
    expect(paged()).toContain('\x1b[2m');
    expect(paged().replace(/\x1b\[[\d;]+m/g, '')).toBe(exact);
  });

  it('is not needed for what fits', async () => {
    forget();
    const session = terminal(['top', PROFILE, '-n', '3'], { env: { PROF_PAGER: KEEP } });
    expect(await session.ended).toBe(0);
    expect([paged(), session.text]).toEqual(['', expect.stringContaining('sha256.blockSHANI')]);
  });

  it.each<[string, string[], Record<string, string>, boolean]>([
    ['PROF_PAGER before PAGER', [], { PROF_PAGER: KEEP, PAGER: 'false' }, true],
    ['PAGER', [], { PAGER: KEEP }, true],
    ['an empty PROF_PAGER', [], { PROF_PAGER: '', PAGER: KEEP }, false],
    ['PAGER=cat', [], { PAGER: 'cat' }, false],
    ['--no-pager', ['--no-pager'], { PROF_PAGER: KEEP }, false],
    ['TERM=dumb', [], { PROF_PAGER: KEEP, TERM: 'dumb' }, false],
    ['--pager on TERM=dumb', ['--pager'], { PROF_PAGER: KEEP, TERM: 'dumb' }, true],
  ])('%s', async (_what, flags, env, isPaged) => {
    forget();
    const session = terminal(['traces', PROFILE, ...flags], { env });
    expect(await session.ended).toBe(0);
    expect(paged() !== '').toBe(isPaged);
    expect(session.text.includes('sha256.blockSHANI')).toBe(!isPaged);
  });

  it('is the one of the user’s own file; a project’s file may not name one', async () => {
    forget();
    const config = `${home.path}/.config/prof`;
    mkdirSync(config, { recursive: true });
    writeFileSync(`${config}/config.yaml`, `pager: ${KEEP}\n`);
    expect(await terminal(['traces', PROFILE], { env: { PAGER: 'false' } }).ended).toBe(0);
    expect(paged()).toBe(exact);
    writeFileSync(`${config}/config.yaml`, '');
    writeFileSync(`${home.path}/prof.yaml`, `pager: touch ${home.path}/owned\n`);
    const session = terminal(['traces', PROFILE]);
    expect(await session.ended).toBe(2);
    expect(session.text).toContain('may not set pager before it is trusted');
    expect(existsSync(`${home.path}/owned`)).toBe(false);
    writeFileSync(`${home.path}/prof.yaml`, '');
  });

  it('that is left early ends prof quietly', async () => {
    const session = terminal(['traces', PROFILE], { env: { PROF_PAGER: 'head -n 2' } });
    expect(await session.ended).toBe(0);
    expect(session.text.split('\n')).toHaveLength(2);
  });

  it('that is not there is done without', async () => {
    const session = terminal(['top', PROFILE], { env: { PROF_PAGER: 'no-such-pager-here' } });
    expect(await session.ended).toBe(0);
    expect(session.text).toContain('cannot run the pager: no-such-pager-here');
    expect(session.text).toContain('sha256.blockSHANI');
  });

  it('has Ctrl-C to itself, and prof ends after it', async () => {
    // Says that it is there, ignores the signal, and ends when a key is pressed.
    const pager = `trap "echo interrupted" INT; cat > /dev/null; echo reading; read -r key < /dev/tty; echo "ended by $key"`;
    const session = terminal(['traces', PROFILE], { env: { PROF_PAGER: pager } });
    await session.see('reading');
    session.type('\x03');
    await session.see('interrupted');
    session.type('q\r');
    expect(await session.ended).toBe(130);
    expect(session.text).not.toContain('stopped by');
  });

  it('has remarks after it, not across it', async () => {
    const pager = 'cat > /dev/null; echo shown';
    const args = ['list', 'main', PROFILE, '--pager'];
    const session = terminal(args, { env: { PROF_PAGER: pager } });
    expect(await session.ended).toBe(0);
    expect(session.text).toMatch(/^shown\nno source for [\s\S]*--source-path/);
  });

  it.each([
    ['--json', ['traces', PROFILE, '--json'], '"prof.traces.v1"'],
    ['--csv', ['top', PROFILE, '--csv'], 'flat_nanoseconds'],
  ])('never pages %s', async (_what, args, wanted) => {
    forget();
    const session = terminal(args, { env: { PROF_PAGER: KEEP } });
    expect(await session.ended).toBe(0);
    expect([paged(), session.raw.includes(wanted)]).toEqual(['', true]);
  });

  it('pages lists and differences, too', async () => {
    expect((await runProf(home.path, ['put', PROFILE, '--service', 'checkout'])).exitCode).toBe(0);
    for (const args of [['ls'], ['services'], ['diff', PROFILE, `${PROFILE.replace('cpu', 'cpu-later')}`]]) {
      forget();
      const session = terminal([...args, '--pager'], { env: { PROF_PAGER: KEEP } });
      expect(await session.ended).toBe(0);
      const piped = await runProf(home.path, args);
      expect(paged().length).toBe(piped.stdout.length);
    }
  });

  it('is for terminals only', async () => {
    forget();
    const piped = await runProf(home.path, ['traces', PROFILE, '--pager'], { env: { PROF_PAGER: KEEP } });
    expect([paged(), piped.stdout]).toEqual(['', exact]);
  });
});
