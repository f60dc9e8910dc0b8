import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ProfError } from '../kit/errors.ts';
import type { SampleName, SampleProgram, SamplePrograms } from '../ports/sample-programs.ts';

const START_MS = 15_000;
const ANSWER_MS = 10_000;
const END_MS = 2000;
const MAX_COMPLAINT_CHARS = 4000;
/** What a program of ours needs of the environment; the rest, with the user's secrets in it, stays here. */
const PASSED_ON = ['PATH', 'HOME', 'SystemRoot', 'TMPDIR', 'TEMP', 'LANG', 'LD_LIBRARY_PATH'];

export function createSamplePrograms(): SamplePrograms {
  return { start: startProgram, ownMark: () => markOf(process.pid), isRunning };
}

/** `PID`, or where /proc shows the moment of the start (field 22 of proc_pid_stat(5)) `PID MOMENT`. */
async function markOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const startedAt = text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  return startedAt === undefined ? String(pid) : `${pid} ${startedAt}`;
}

async function isRunning(mark: string): Promise<boolean> {
  const pid = Number(/^[1-9]\d{0,9}(?= |$)/.exec(mark)?.[0]);
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await markOf(pid)) === mark;
}

async function startProgram(name: SampleName, signal: AbortSignal): Promise<SampleProgram> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [programFile(name)], {
    // Out of the terminal's process group: Ctrl-C reaches prof alone, which ends its programs in order.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: Object.fromEntries(
      PASSED_ON.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])),
    ),
  });
  const complaint = collectComplaint(child);
  try {
    const { target } = await messageFrom(child, 'ready', { name, complaint, timeoutMs: START_MS, signal });
    return programOf(name, child, String(target), complaint);
  } catch (error) {
    await endProcess(child);
    throw error;
  }
}

/** The program beside this file's bundle, or beside its source: it has this file's own ending. */
function programFile(name: SampleName): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../samples/${name}.${ending}`, import.meta.url));
}

function programOf(
  name: SampleName,
  child: ChildProcess,
  target: string,
  complaint: () => string,
): SampleProgram {
  const ask = async (kind: string, answer: string) => {
    const answered = messageFrom(child, answer, { name, complaint, timeoutMs: ANSWER_MS });
    child.send({ kind });
    await answered;
  };
  return {
    name,
    pid: child.pid!,
    target,
    regress: () => ask('regress', 'regressed'),
    keep: async () => {
      await ask('keep', 'kept');
      child.disconnect();
      child.stderr?.destroy();
      child.unref();
    },
    stop: () => endProcess(child),
  };
}

interface Wait {
  readonly name: SampleName;
  readonly complaint: () => string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** The next message of a kind. @throws ProfError UNREACHABLE if the program ends or stays silent, the signal's reason. */
function messageFrom(child: ChildProcess, kind: string, wait: Wait): Promise<Record<string, unknown>> {
  const { name, complaint, timeoutMs, signal } = wait;
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (problem: string, cause?: unknown) => {
      const said = complaint();
      const message = `the sample program ${name} ${problem}${said === '' ? '' : `: ${said}`}`;
      settle(() => reject(new ProfError('UNREACHABLE', message, { cause })));
    };
    const onMessage = (message: unknown) => {
      const known = message as Record<string, unknown>;
      if (known.kind === kind) settle(() => resolve(known));
    };
    const onExit = (code: number | null, killedBy: string | null) => fail(`ended (${killedBy ?? code})`);
    const onError = (error: Error) => fail(`could not be started (${error.message})`, error);
    const onAbort = () => settle(() => reject(signal?.reason));
    const timer = setTimeout(() => fail(`did not answer within ${timeoutMs / 1000} s`), timeoutMs);
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    signal?.addEventListener('abort', onAbort);
  });
}

/** The first line that a program wrote on stderr and that is a complaint. */
function collectComplaint(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    if (text.length < MAX_COMPLAINT_CHARS) text += part;
  });
  return () =>
    text
      .split('\n')
      .find((line) => /error/i.test(line))
      ?.trim() ?? '';
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
