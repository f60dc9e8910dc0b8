import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { type CopiedProfiles, type CopyPlan, copyProfiles } from './copy-profiles.ts';
import type { ProfileEntry } from './entry.ts';
import { planCopies } from './plan-copies.ts';
import { removeProfiles } from './remove-profiles.ts';
import { isFiltered, type SelectDeps, type Selection, selectEntries } from './select-entries.ts';
import type { TransferDeps } from './transfer-all.ts';

export interface SyncOptions {
  readonly selection: Selection;
  /** Also remove what only the destination has. */
  readonly delete: boolean;
  readonly checksum: boolean;
}

export interface SyncDeps extends SelectDeps, TransferDeps {
  readonly source: BlobStore;
  readonly destination: BlobStore;
}

export interface SyncPlan extends CopyPlan {
  readonly source: string;
  readonly destination: string;
  readonly deletions: readonly ProfileEntry[];
}

export interface SyncedStores extends CopiedProfiles {
  readonly source: string;
  readonly destination: string;
  readonly deleted: readonly ProfileEntry[];
}

/**
 * What it takes to make the destination hold what the source holds. Only profiles count, and only those that are selected
 * on either side; to be deleted, only those under prof's own keys.
 * @throws ProfError USAGE (the same store twice, a deletion against an empty source), STORE_NOT_FOUND.
 */
export async function planSync(options: SyncOptions, deps: SyncDeps): Promise<SyncPlan> {
  const { source, destination } = deps;
  if (source.url === destination.url) {
    throw new ProfError('USAGE', `source and destination are the same store: ${source.url}`);
  }
  const wanted = await selectEntries(source, options.selection, deps);
  if (wanted.length === 0) await refuseEmpty(options, deps);
  const there = await selectEntries(destination, options.selection, deps);
  const byKey = new Map(there.map((entry) => [entry.key, entry]));
  const sources = wanted.map((entry) => ({ source, entry }));
  const plan = await planCopies(sources, options, deps, (key) => byKey.get(key));
  const kept = new Set(wanted.map(({ key }) => key));
  const deletions = options.delete
    ? there.filter(({ key, layout }) => layout === 'prof' && !kept.has(key))
    : [];
  return { ...plan, source: source.url, destination: destination.url, deletions };
}

/** Copies, then deletes; nothing is deleted unless all was copied. */
export async function syncStores(plan: SyncPlan, deps: SyncDeps): Promise<SyncedStores> {
  const result = await copyProfiles(plan, deps);
  const isComplete = result.failed.length === 0 && result.remaining === 0;
  const removal =
    isComplete && plan.deletions.length > 0
      ? await removeProfiles(plan.deletions, { ...deps, store: deps.destination })
      : { removed: [], failed: [], remaining: isComplete ? 0 : plan.deletions.length };
  return {
    ...result,
    source: plan.source,
    destination: plan.destination,
    deleted: removal.removed,
    failed: [...result.failed, ...removal.failed],
    remaining: result.remaining + removal.remaining,
  };
}

/** A source without profiles is more often a slip than meant; one of which the filters leave nothing is not. */
async function refuseEmpty(options: SyncOptions, { source }: SyncDeps): Promise<void> {
  if (isFiltered(options.selection)) {
    if (!options.delete) return;
    throw new ProfError(
      'USAGE',
      `nothing is selected in ${source.url}: --delete would remove all that is there`,
      {
        hints: ['prof prune and prof rm remove profiles'],
      },
    );
  }
  let isEmpty = true;
  for await (const _ of source.list()) {
    isEmpty = false;
    break;
  }
  throw new ProfError(
    'STORE_NOT_FOUND',
    isEmpty
      ? `there is no profile in ${source.url}`
      : `nothing in ${source.url} is laid out as a store keeps profiles`,
    {
      hints: [
        isEmpty
          ? 'is that its name? prof ls --store shows what a store holds'
          : 'a store keeps DAY/SERVICE/STAMP-TYPE.pprof; is it a prefix further up or down?',
        'loose files go into a store with prof put FOLDER --service NAME',
      ],
    },
  );
}
