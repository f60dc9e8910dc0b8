import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A running program of a test. */
export interface SampleProgram {
  readonly pid: number;
  /** The first line that it printed: it is ready. */
  readonly firstLine: string;
  /** All that it printed on stdout and stderr so far. */
  readonly output: () => string;
  /** Resolves when its output holds this text. */
  readonly printed: (text: string) => Promise<void>;
  readonly isRunning: () => boolean;
  /** Resolves when it has ended. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** Where the programs are. */
export const NODE_FOLDER = fileURLToPath(new URL('../../fixtures/programs/node-service/', import.meta.url));

/** Starts `fixtures/programs/node-service/NAME` on the Node.js of the tests and waits for its first line. */
export function startNodeProgram(name: string, nodeArgs: readonly string[] = []): Promise<SampleProgram> {
  return startProgram(process.execPath, [...nodeArgs, name], NODE_FOLDER);
}

export async function startProgram(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<SampleProgram> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const grew = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
      grew.emit('text');
    });
  }
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, 'exit').then(() => {});
  const ended = exited.then(() => {
    throw new Error(`${command} ended before it was ready: ${text}`);
  });
  const [firstLine] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => {});
  return {
    pid: child.pid!,
    firstLine,
    output: () => text,
    printed: async (part) => {
      while (!text.includes(part)) await once(grew, 'text');
    },
    isRunning: () => child.exitCode === null && child.signalCode === null,
    exited,
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
