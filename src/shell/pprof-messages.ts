import { stateFolder } from '../config/folders.ts';
import { paint } from '../present/paint.ts';
import type { PprofPrompt } from '../report/pprof-driver.ts';
import { safeLines } from '../report/safe-lines.ts';
import { promptTerminal } from '../wire.ts';
import { wantsColor } from './color-choice.ts';
import { pathEnvironment } from './path-environment.ts';

/** A message of `prof pprof` on standard error, with a line feed if it has none. */
export function complain(message: string, { isRed }: { readonly isRed: boolean }): void {
  const text = safeLines(message.endsWith('\n') ? message.slice(0, -1) : message);
  process.stderr.write(`${paint(text, 'red', isRed)}\n`);
}

/** What `prof pprof` asks on when no report is named; undefined without a terminal. */
export function pprofPrompt(): PprofPrompt | undefined {
  if (!process.stdin.isTTY || !(process.stderr.isTTY || process.stdout.isTTY)) return undefined;
  const isRed = wantsColor(process.env, process.stderr.isTTY, { noColor: false, setting: 'auto' });
  return {
    openTerminal: promptTerminal(`${stateFolder(pathEnvironment())}/pprof-history`),
    complain: (message) => complain(message, { isRed }),
  };
}
