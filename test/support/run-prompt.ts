/** A session at the prompt of `prof pprof` inside this process, with lines given instead of typed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PromptTerminal } from '../../src/ports/prompt-terminal.ts';
import { runPprof } from '../../src/report/pprof-driver.ts';
import { filesIn } from './run-pprof.ts';

export interface PromptRun {
  readonly exitCode: number;
  /** As the reference mixes them where it does not read from a terminal: prompts and reports. */
  readonly stdout: string;
  readonly stderr: string;
}

const PROMPT = '(pprof) ';

/** Bytes are text of one character each. */
export async function runPromptInProcess(
  argv: readonly string[],
  lines: readonly string[],
  folder: string,
): Promise<PromptRun> {
  let stdout = '';
  let stderr = '';
  const say = (message: string) => {
    const text = message.endsWith('\n') ? message : `${message}\n`;
    stderr += Buffer.from(text).toString('latin1');
  };
  const waiting = [...lines];
  const terminal: PromptTerminal = {
    async readLine(prompt) {
      stdout += prompt;
      return waiting.shift();
    },
    interruption: new AbortController().signal,
    wasInterrupted: async () => false,
    close() {},
  };
  const exitCode = await runPprof(argv, {
    graphviz: () => Promise.reject(new Error('no Graphviz in this test')),
    files: async () => filesIn(folder),
    http: () => Promise.reject(new Error('no network in this test')),
    tz: 'UTC',
    cwd: folder,
    isTerminal: false,
    prompt: () => ({ openTerminal: async () => terminal, complain: say }),
    write: async (bytes) => {
      stdout += Buffer.from(bytes).toString('latin1');
      return true;
    },
    warn: say,
  });
  return { exitCode, stdout, stderr };
}

/** What was printed after each prompt, as lines; the first is what came before it. */
export const perPrompt = (stdout: string): string[][] => stdout.split(PROMPT).map((text) => text.split('\n'));

/** The files in a folder as lines; compressed ones without their content. */
export function filesAfter(folder: string): Record<string, string[]> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        name.endsWith('.gz') ? [] : readFileSync(join(folder, name), 'utf8').split('\n'),
      ]),
  );
}

/**
 * What both have to say alike. Ours adds what to type to the answer on a choice alone, and for commands that need a
 * browser or a disassembler; the reference gets as far as the functions to look for.
 */
export function comparable({
  exitCode,
  stdout,
  stderr,
}: PromptRun): Omit<PromptRun, 'stderr'> & { stderr: string[] } {
  const messages = stderr
    .split('\n')
    .map((line) => line.replace(/(?<=^unknown config field "\w+"); use \w+=true$/, ''));
  return { exitCode, stdout, stderr: messages };
}
