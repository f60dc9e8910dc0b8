/** How long a screen on a terminal takes to answer, as one who sits before it sees it. */
import { readFileSync } from 'node:fs';
import { spawn } from '@lydell/node-pty';

export interface ScreenTimes {
  /** Until anything is on the screen, and until frames are; since the start of the process. */
  readonly firstByteMs: number;
  readonly framesMs: number;
  /** Per key, from its writing to the last byte of the answer, in ascending order. */
  readonly keysMs: readonly number[];
  /** Bytes that answer a key, on average. */
  readonly bytesAKey: number;
  /** Of one core, while nobody does anything; undefined: not asked for. */
  readonly idlePercent: number | undefined;
  /** The screen was cleared after the first frame. */
  readonly clears: number;
}

export interface ScreenCommand {
  readonly argv: readonly string[];
  readonly env: Record<string, string>;
  readonly columns: number;
  readonly rows: number;
  /** What is seen when the first screen is complete. */
  readonly ready: string;
  /** Typed then, each until its answer is seen: the way to what is measured. */
  readonly opening?: readonly (readonly [keys: string, seen: string])[];
  /** So long nobody does anything before keys are pressed. */
  readonly idleMs?: number;
  /** Pressed one after the other. */
  readonly keys: readonly string[];
}

/** An answer is over when nothing came for so long. */
const QUIET_MS = 120;

export async function measureScreen(command: ScreenCommand): Promise<ScreenTimes> {
  const { argv, env, columns, rows, keys, ready, opening = [], idleMs } = command;
  const [file, ...args] = argv;
  const startedAt = performance.now();
  const pty = spawn(file!, args, { cols: columns, rows, env: { TERM: 'xterm-256color', ...env } });
  let text = '';
  let lastAt = startedAt;
  let firstByteMs: number | undefined;
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  pty.onData((data) => {
    text += data;
    lastAt = performance.now();
    firstByteMs ??= lastAt - startedAt;
  });
  const until = async (isReached: () => boolean) => {
    while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const isQuiet = () => performance.now() - lastAt > QUIET_MS;
  await until(() => text.includes(ready));
  const framesMs = lastAt - startedAt;
  for (const [typed, seen] of opening) {
    const length = text.length;
    pty.write(typed);
    await until(() => text.slice(length).includes(seen));
  }
  // What a large profile still makes beside the screen is over, too.
  await until(() => performance.now() - lastAt > 10 * QUIET_MS);
  const idlePercent = idleMs === undefined ? undefined : await idleCpu(pty.pid, idleMs);
  const keysMs: number[] = [];
  const before = text.length;
  for (const key of keys) {
    const length = text.length;
    const pressedAt = performance.now();
    pty.write(key);
    await until(() => (text.length > length || performance.now() - pressedAt > 2000) && isQuiet());
    if (text.length > length) keysMs.push(lastAt - pressedAt);
  }
  const bytesAKey = (text.length - before) / keys.length;
  pty.write('q');
  await ended;
  const clears = text.slice(before).split('\u001b[2J').length - 1;
  keysMs.sort((a, b) => a - b);
  return { firstByteMs: firstByteMs!, framesMs, keysMs, bytesAKey, idlePercent, clears };
}

/** What a process uses of one core over a while. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function idleCpu(pid: number, idleMs: number): Promise<number> {
  const ticks = () => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  const before = ticks();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  return ((ticks() - before) * 10 * 100) / idleMs;
}
