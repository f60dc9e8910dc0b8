import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';

const MODULE = new URL('../../src/shell/stop-signal.ts', import.meta.url).href;

/** Says when it is ready and when it was stopped, and goes on regardless. */
const STUBBORN = `
import { stopSignal, stoppedExitCode } from ${JSON.stringify(MODULE)};
const signal = stopSignal();
signal.addEventListener('abort', () => console.log(signal.reason.code + ' ' + signal.reason.message + ' ' + stoppedExitCode()));
setInterval(() => {}, 1000);
console.log('ready');
`;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', STUBBORN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return { child, nextLine: async () => (await lines.next()).value, ended: once(child, 'exit') };
}

describe('stopSignal', () => {
  it.each([
    ['SIGINT', 'INTERRUPTED stopped by Ctrl-C 130', 130],
    ['SIGTERM', 'TERMINATED stopped by SIGTERM 143', 143],
    ['SIGHUP', 'TERMINATED stopped by SIGHUP 129', 129],
  ] as const)('aborts on the first %s and ends at once on the second', async (signal, line, status) => {
    const { child, nextLine, ended } = await start();
    child.kill(signal);
    expect(await nextLine()).toBe(line);
    child.kill(signal);
    expect(await ended).toEqual([status, null]);
  });

  it('takes the echo of a hand-over for the same stop', async () => {
    const { child, nextLine } = await start({ PROF_HANDED_OVER: '1' });
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await nextLine()).toBe('INTERRUPTED stopped by Ctrl-C 130');
    expect(child.exitCode).toBeNull();
  });
});
