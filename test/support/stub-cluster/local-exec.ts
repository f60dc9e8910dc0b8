import { execFile } from 'node:child_process';
import type { ExecProgram } from './answer-exec.ts';

export interface LocalExecOptions {
  /** What the container's image sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** What comes before each command, to run it inside of something. */
  readonly inside?: readonly string[];
  /** Programs that the image does not have. */
  readonly without?: readonly string[];
  /** Where the image has its Node.js, beside PATH. */
  readonly place?: string;
  /** Called with each command that is run. */
  readonly onRun?: (command: readonly string[]) => void;
}

/** Runs commands as programs of this machine, as a container's runtime does: without a shell. */
export function localExec(options: LocalExecOptions = {}): ExecProgram {
  const { env = { PATH: process.env.PATH ?? '' }, inside = [], without = [], place, onRun } = options;
  return (command) => {
    if (without.includes(command[0] ?? '')) return undefined;
    onRun?.(command);
    const [first = '', ...rest] = command;
    const [program = '', ...args] = [...inside, first === place ? process.execPath : first, ...rest];
    return new Promise((resolve) => {
      execFile(program, args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
        // Of what stands before the command, nsenter says it in its own words.
        if (error?.code === 'ENOENT' || /^nsenter: failed to execute/.test(stderr)) return resolve(undefined);
        resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
      });
    });
  };
}
