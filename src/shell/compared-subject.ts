import { type LoadedCompared, loadCompared } from '../compare/load-compared.ts';
import type { CommandContext } from './base-command.ts';
import { loadDepsOf, type SubjectFlags, sourcesOf } from './report-command.ts';

/** Loads the subject of a command on one profile or two, and says which base was meant. */
export async function loadComparedSubject(
  named: { readonly profile: string; readonly target?: string | undefined },
  flags: SubjectFlags,
  context: CommandContext,
): Promise<LoadedCompared> {
  const { out, progress } = context;
  if (flags.seconds !== undefined) progress.status(`profiling for ${flags.seconds} s`);
  const sources = { ...named, ...sourcesOf(flags) };
  const loaded = await loadCompared(sources, await loadDepsOf(flags, context)).finally(() =>
    progress.clear(),
  );
  if (loaded.baseline !== undefined) out.note(`base is ${loaded.baseline}`);
  return loaded;
}
