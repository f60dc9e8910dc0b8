import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DashboardSessions, type SessionStart } from '../support/dashboard-sessions.ts';
import { expectRestored } from '../support/expect-restored.ts';
import { RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { goProfile } from '../support/seed-store.ts';
import type { TerminalSession } from '../support/terminal.ts';

const home = temporaryFolder();
const store = `${home.path}/store`;
const sessions = new DashboardSessions(home.path);

beforeAll(async () => {
  const args = ['put', goProfile('cpu'), '--store', store, '--service', 'alpha'];
  const { exitCode, stderr } = await runProf(home.path, args);
  if (exitCode !== 0) throw new Error(stderr);
});
afterEach(() => sessions.killAll());
afterAll(() => home.remove());

async function started(start: SessionStart = {}): Promise<TerminalSession> {
  const session = sessions.prof(['--store', store], start);
  await session.see(/^> alpha/m);
  return session;
}

const importing = (script: string): SessionStart => ({
  env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` },
});

/** The dashboard asks for the place that began the trail with each drawing: of jobs the answer is an error. */
const BROKEN_DRAWING = `
  const { findLastIndex } = Array.prototype;
  Array.prototype.findLastIndex = function (isWanted) {
    if (this.at(-1)?.screen === 'jobs') throw new Error('broken on purpose');
    return findLastIndex.call(this, isWanted);
  };`;
const BROKEN_LATER = `process.on('SIGUSR2', () => { throw new Error('broken on purpose'); });`;

describe('the terminal of the dashboard', () => {
  it.each([
    [60, 15],
    [80, 24],
    [200, 60],
  ])('is filled on %i columns and %i rows, but for the last', async (columns, rows) => {
    const session = await started({ columns, rows });
    await session.see('enter open');
    const lines = session.text.split('\n');
    expect(lines.length).toBe(rows - 1);
    expect(lines[0]).toMatch(/^ prof /);
    expect(lines.at(-1)).toMatch(/^enter open/);
  });

  it('may change its size while a profile is loaded, and down to almost nothing', async () => {
    const session = await started();
    session.type('\r');
    await session.see(/^1 {2}as of.*\n.*merge/m);
    session.type('\r');
    session.resize(60, 15);
    session.resize(100, 30);
    await session.see('blockSHANI');
    session.type(']');
    session.resize(20, 6);
    session.type('jjj');
    session.resize(5, 2);
    session.resize(120, 40);
    await session.see(/^(?:.*\n){38}enter zoom/);
    await session.see('total 3.92s');
    expect(session.text.match(/^enter /gm)).toEqual(['enter ']);
    expect(session.raw).not.toContain('\u001b[3J');
  });

  it('is drawn anew whole when it gets lower and higher', async () => {
    const session = await started();
    await session.see('as of');
    for (const rows of [15, 30, 12, 24, 20, 18]) {
      // Too fast to be seen one by one.
      session.resize(60, 9);
      session.resize(80, rows);
      const blank = rows - 7;
      await session.see(
        new RegExp(
          `^ prof .*\\nservices *\\n  SERVICE.*\\n> alpha.*(?:\\n *){${blank}}\\n1  .*\\nenter open.*$`,
        ),
      );
    }
  });

  it.each([
    ['q', 'q', 0],
    ['Ctrl-C', '\u0003', 0],
  ])('is given back on %s', async (_, key, status) => {
    const session = await started();
    session.type(key);
    expect(await session.ended).toBe(status);
    expectRestored(session);
  });

  it.each([
    ['SIGTERM', 143, 'SIGTERM'],
    ['SIGHUP', 129, 'SIGHUP'],
    ['SIGINT', 130, 'Ctrl-C'],
  ])('is given back on %s', async (signal, status, words) => {
    const session = await started();
    session.kill(signal);
    expect(await session.ended).toBe(status);
    expectRestored(session);
    expect(session.text).toContain(`prof: stopped by ${words}`);
  });

  it('is given back when drawing throws, and the error is read', async () => {
    const session = await started(importing(BROKEN_DRAWING));
    session.type('4');
    expect(await session.ended).not.toBe(0);
    expectRestored(session);
    expect(session.text).toContain('broken on purpose');
  });

  it('is given back when anything else throws, and the error is read', async () => {
    const session = await started(importing(BROKEN_LATER));
    session.kill('SIGUSR2');
    expect(await session.ended).not.toBe(0);
    expectRestored(session);
    expect(session.text).toContain('broken on purpose');
  });

  it('is the shell’s after Ctrl-Z, and ours after fg', async () => {
    const session = sessions.run('/bin/bash', ['--norc', '-i'], { env: { PS1: 'shell> ' } });
    await session.see('shell>');
    session.type(`'${process.execPath}' '${RUN_JS}' --store '${store}'; echo "ended with $?"\r`);
    await session.see(/^> alpha/m);
    session.type('\u001a');
    await session.see('Stopped');
    expect(session.isAlternate).toBe(false);
    session.type('fg\r');
    await session.see(/^> alpha/m);
    session.type('\r');
    await session.see('services › alpha');
    session.type('q');
    await session.see('shell>');
    expectRestored(session);
    session.type('stty -a | tr " " "\\n" | grep -x -e -icanon -e -echo; echo "modes $((1 + 1))"\r');
    await session.see('modes 2');
    expect(session.text).not.toMatch(/^-(?:icanon|echo)$/m);
  });

  it('takes what is pasted as text and not as keys', async () => {
    const session = await started();
    session.type('\u001b[200~quit: q\n\u001b[201~');
    await session.see('pasted texts are taken');
    session.type('/\u001b[200~al\nph\n\u001b[201~');
    await session.see(/^\/al ph $/m);
    session.type('\u0015\u001b[200~alpha\n\u001b[201~\r');
    await session.see('1 of 1  /alpha');
    session.type('q');
    expect(await session.ended).toBe(0);
    expectRestored(session);
    expect(session.raw.lastIndexOf('\u001b[?2004l')).toBeGreaterThan(
      session.raw.lastIndexOf('\u001b[?2004h'),
    );
  });

  it('is read aloud in words', async () => {
    const session = sessions.prof(['--store', store], { env: { INK_SCREEN_READER: 'true' } });
    await session.see(/row 1 of 1: SERVICE alpha/);
    session.type('\r');
    await session.see(/alpha, profiles/);
    session.type('q');
    expect(await session.ended).toBe(0);
    expect(session.isAlternate).toBe(false);
  });
});
