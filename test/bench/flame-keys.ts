/** How long a flame graph on a terminal takes to answer, as one who sits before it sees it. */
import { spawn } from '@lydell/node-pty';

export interface ScreenTimes {
  /** Until anything is on the screen, and until frames are; since the start of the process. */
  readonly firstByteMs: number;
  readonly framesMs: number;
  /** Per key, from its writing to the last byte of the answer, in ascending order. */
  readonly keysMs: readonly number[];
  /** Bytes that answer a key, on average. */
  readonly bytesAKey: number;
}

export interface ScreenCommand {
  readonly argv: readonly string[];
  readonly env: Record<string, string>;
  readonly columns: number;
  readonly rows: number;
  /** Pressed one after the other. */
  readonly keys: readonly string[];
}

/** An answer is over when nothing came for so long. */
const QUIET_MS = 120;
const FRAMES = 'enter zoom';

export async function measureScreen({ argv, env, columns, rows, keys }: ScreenCommand): Promise<ScreenTimes> {
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
  await until(() => text.includes(FRAMES));
  const framesMs = lastAt - startedAt;
  // What a large profile still makes beside the screen is over, too.
  await until(() => performance.now() - lastAt > 10 * QUIET_MS);
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
  return { firstByteMs: firstByteMs!, framesMs, keysMs: keysMs.sort((a, b) => a - b), bytesAKey };
}
