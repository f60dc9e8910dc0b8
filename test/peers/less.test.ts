import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { TerminalSession } from '../support/terminal.ts';

const PROFILE = `${ROOT}fixtures/profiles/go/1.26/cpu.pb.gz`;
const home = temporaryFolder();
const sessions: TerminalSession[] = [];

afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});
afterAll(() => home.remove());

/** A shell in a terminal, to see what prof leaves behind. */
function shell(rows = 12): TerminalSession {
  const session = new TerminalSession({
    file: '/bin/sh',
    args: ['-i'],
    cwd: home.path,
    env: {
      ...cleanEnvironment(home.path),
      PS1: 'ready$ ',
      NODE: process.execPath,
      PROF: RUN_JS,
      FILE: PROFILE,
    },
    rows,
    columns: 100,
  });
  sessions.push(session);
  return session;
}

describe('less', () => {
  it('shows a report from its first line, goes to its end, and leaves the terminal as it was', async () => {
    const session = shell();
    await session.see('ready$');
    session.type(
      'stty -a > before; "$NODE" "$PROF" traces "$FILE"; echo "status $?"; stty -a > after; cmp before after && echo restored\r',
    );
    await session.see(/^:$/m);
    expect(session.text).toContain('Duration: 2.02s');
    session.type('G');
    await session.see('(END)');
    session.type('q');
    await session.see(/^status 0$/m);
    await session.see(/^restored$/m);
  });

  it('keeps what it has after Ctrl-C, and prof ends with it', async () => {
    const session = shell();
    await session.see('ready$');
    session.type('"$NODE" "$PROF" traces "$FILE"; echo "status $?"\r');
    await session.see(/^:$/m);
    session.type('\x03');
    // less drops what is typed in the moment of an interrupt.
    const typing = setInterval(() => session.type('G'), 200);
    await session.see('(END)').finally(() => clearInterval(typing));
    session.type('q');
    await session.see(/^status 130$/m);
  });

  it('shows colours as colours', async () => {
    const session = shell(30);
    await session.see('ready$');
    session.type('"$NODE" "$PROF" tree "$FILE"; echo "status $?"\r');
    await session.see(/^:$/m);
    expect(session.text).not.toContain('ESC[');
    expect(session.raw).toContain('\x1b[1m');
    session.type('q');
    await session.see(/^status 0$/m);
    expect((await runProf(home.path, ['tree', PROFILE])).stdout).not.toContain('\x1b');
  });
});
