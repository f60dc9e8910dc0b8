import type { CaptureOutput } from '../capture/keep-profile.ts';
import { ProfError } from '../kit/errors.ts';
import type { CommandContext } from './base-command.ts';

export interface CaptureOutputFlags {
  readonly output?: string | undefined;
  readonly overwrite: boolean;
  readonly json?: boolean | undefined;
  readonly jsonl: boolean;
  /** Several runs are made. */
  readonly every?: string | undefined;
}

/** Where profiles go: the store, or what -o says. @throws ProfError USAGE */
export async function captureOutput(
  { output: path, overwrite, json, jsonl, every }: CaptureOutputFlags,
  { out, wiring }: Pick<CommandContext, 'out' | 'wiring'>,
): Promise<CaptureOutput> {
  if (path === undefined) return { kind: 'store' };
  if (path === '-') {
    if (json || jsonl) {
      const flag = json ? '--json' : '--jsonl';
      throw new ProfError('USAGE', `-o - and ${flag} both want standard output`);
    }
    if (every !== undefined) throw manyRuns('-o - takes one profile');
    if (out.isTerminal) {
      throw new ProfError('USAGE', 'a profile is binary data, which is not written to a terminal', {
        hints: ['name a file with -o FILE, or pipe the output into a program'],
      });
    }
    return { kind: 'stream', write: (bytes) => out.bytes(bytes) };
  }
  const found = await (await wiring.files()).stat(path);
  const isFolder = path.endsWith('/') || found?.kind === 'folder';
  if (every !== undefined && !isFolder) throw manyRuns(`-o ${path} is one file`, path);
  return { kind: isFolder ? 'folder' : 'file', path, overwrite };
}

const manyRuns = (what: string, path = 'profiles'): ProfError =>
  new ProfError('USAGE', `${what}, and --every makes many`, {
    hints: [`a folder takes them all: -o ${path}/`],
  });
