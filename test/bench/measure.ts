/** Runs a command as a whole process and reports its wall time and peak resident memory. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Run {
  readonly wallMs: number;
  /** Peak of the largest process of the tree; undefined where /proc does not tell. */
  readonly peakBytes: number | undefined;
  readonly exitCode: number | null;
  readonly stdoutBytes: number;
}

export interface Command {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** VmHWM only grows, so the last reading before the end is the peak, short of the last interval. */
const POLL_MS = 15;

export async function runOnce(command: Command): Promise<Run> {
  const [file, ...args] = command.argv;
  const startedAt = process.hrtime.bigint();
  const child = spawn(file!, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: { ...process.env, ...command.env },
  });
  let stdoutBytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    stdoutBytes += chunk.length;
  });
  let peakBytes: number | undefined;
  const poll = setInterval(() => {
    peakBytes = maxOf(peakBytes, peakOfTree(child.pid!));
  }, POLL_MS);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  }).finally(() => clearInterval(poll));
  return { wallMs: Number(process.hrtime.bigint() - startedAt) / 1e6, peakBytes, exitCode, stdoutBytes };
}

/** The fastest of `times` runs, commands taking turns so that a slow moment of the machine hits them alike. */
export async function fastest(commands: readonly Command[], times: number): Promise<Run[]> {
  const best: (Run | undefined)[] = commands.map(() => undefined);
  for (let round = 0; round < times; round++) {
    for (const [index, command] of commands.entries()) {
      const run = await runOnce(command);
      const before = best[index];
      best[index] =
        before === undefined
          ? run
          : {
              ...(run.wallMs < before.wallMs ? run : before),
              peakBytes: maxOf(run.peakBytes, before.peakBytes),
            };
    }
  }
  return best.map((run) => run!);
}

function maxOf(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.max(a, b);
}

function peakOfTree(pid: number): number | undefined {
  let peak: number | undefined;
  for (const each of descendants(pid)) {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readOrEmpty(`/proc/${each}/status`))?.[1];
    if (kilobytes !== undefined) peak = maxOf(peak, Number(kilobytes) * 1024);
  }
  return peak;
}

function descendants(pid: number): number[] {
  const found = [pid];
  for (const parent of found) {
    let tasks: string[] = [];
    try {
      tasks = readdirSync(`/proc/${parent}/task`);
    } catch {
      continue; // ended meanwhile, or no /proc
    }
    for (const task of tasks) {
      const children = readOrEmpty(`/proc/${parent}/task/${task}/children`).trim();
      if (children !== '') found.push(...children.split(' ').map(Number));
    }
  }
  return found;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
