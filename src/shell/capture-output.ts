import type { CaptureOutput } from '../capture/keep-profile.ts';
import { ProfError } from '../kit/errors.ts';
import type { CommandContext } from './base-command.ts';

export interface CaptureOutputFlags {
  readonly output?: string | undefined;
  readonly overwrite: boolean;
  readonly json?: boolean | undefined;
}

/** Where profiles go: the store, or what -o says. @throws ProfError USAGE */
export async function captureOutput(
  { output: path, overwrite, json }: CaptureOutputFlags,
  { out, wiring }: Pick<CommandContext, 'out' | 'wiring'>,
): Promise<CaptureOutput> {
  if (path === undefined) return { kind: 'store' };
  if (path === '-') {
    if (json) throw new ProfError('USAGE', '-o - and --json both want standard output');
    if (out.isTerminal) {
      throw new ProfError('USAGE', 'a profile is binary data, which is not written to a terminal', {
        hints: ['name a file with -o FILE, or pipe the output into a program'],
      });
    }
    return { kind: 'stream', write: (bytes) => out.bytes(bytes) };
  }
  const found = await (await wiring.files()).stat(path);
  const isFolder = path.endsWith('/') || found?.kind === 'folder';
  return { kind: isFolder ? 'folder' : 'file', path, overwrite };
}
