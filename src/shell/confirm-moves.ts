import { movesText } from '../present/transfers.ts';
import type { CopiedProfiles } from '../store/copy-profiles.ts';
import type { ProfileEntry } from '../store/entry.ts';
import { confirm } from './confirm.ts';
import type { Output } from './output.ts';

/**
 * Asks before profiles of a store are replaced or deleted, and shows which; where there are none, copying goes on unasked.
 * @throws ProfError USAGE, as `confirm`.
 */
export async function confirmMoves(
  planned: Pick<CopiedProfiles, 'replaced'>,
  deleted: readonly ProfileEntry[],
  options: { readonly yes: boolean; readonly out: Output; readonly destination: string },
): Promise<void> {
  const { replaced } = planned;
  if (options.yes || replaced.length + deleted.length === 0) return;
  for (const line of movesText({ copied: [], replaced }, deleted, true).trimEnd().split('\n')) {
    options.out.note(line);
  }
  const parts = [
    ...(replaced.length === 0 ? [] : [`replace ${replaced.length}`]),
    ...(deleted.length === 0 ? [] : [`delete ${deleted.length}`]),
  ];
  await confirm(`Copy, and ${parts.join(' and ')} in ${options.destination}?`, { yes: false });
}
