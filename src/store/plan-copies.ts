import { sha256Hex } from '../kit/sha256.ts';
import type { BlobEntry, BlobHead, BlobStore } from '../ports/blob-store.ts';
import type { CopyPlan, PlannedCopy } from './copy-profiles.ts';
import type { ProfileEntry } from './entry.ts';
import { DEFAULT_PARALLEL } from './transfer-all.ts';
import { workInParallel } from './work-pool.ts';

export interface StoredIn {
  readonly source: BlobStore;
  readonly entry: ProfileEntry;
}

export interface PlanOptions {
  /** Compare SHA-256 of all, also where size and time say enough. */
  readonly checksum: boolean;
}

export interface PlanDeps {
  readonly destination: BlobStore;
  readonly parallel?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a destination holds at a key, as its listing says. */
export type FindThere = (key: string) => Pick<BlobEntry, 'sizeBytes' | 'modifiedMs'> | undefined;

/**
 * What there is to copy. As with `aws s3 sync`, another size means another profile; at the same size a copy that is not
 * older than the source is taken to be the same. Where that is not so, or if asked to, SHA-256 are compared.
 * @param findThere without it the destination is asked for each key
 */
export async function planCopies(
  wanted: readonly StoredIn[],
  options: PlanOptions,
  deps: PlanDeps,
  findThere?: FindThere,
): Promise<CopyPlan> {
  const { destination, parallel = DEFAULT_PARALLEL, signal } = deps;
  const verdicts = new Map<StoredIn, 'new' | 'same' | 'other'>();
  const judge = async (each: StoredIn): Promise<'go-on'> => {
    signal?.throwIfAborted();
    const { key } = each.entry;
    const there = findThere ? findThere(key) : await destination.head(key, { signal });
    verdicts.set(each, await verdictOn(each, there, options, deps));
    return 'go-on';
  };
  await workInParallel(wanted, judge, { parallel, maxBytes: Number.POSITIVE_INFINITY, bytesOf: () => 0 });
  const copies: PlannedCopy[] = wanted
    .filter((each) => verdicts.get(each) !== 'same')
    .map((each) => ({ ...each, replaces: verdicts.get(each) === 'other' }));
  return { copies, unchanged: wanted.length - copies.length };
}

async function verdictOn(
  { source, entry }: StoredIn,
  there: ReturnType<FindThere>,
  { checksum }: PlanOptions,
  { destination, signal }: PlanDeps,
): Promise<'new' | 'same' | 'other'> {
  if (there === undefined) return 'new';
  if (there.sizeBytes !== entry.sizeBytes) return 'other';
  if (!checksum && there.modifiedMs >= entry.modifiedMs) return 'same';
  const sums = await Promise.all([source, destination].map((store) => checksumOf(store, entry.key, signal)));
  return sums[0] === sums[1] ? 'same' : 'other';
}

/** As the metadata says; where it says nothing, of the bytes. */
async function checksumOf(
  store: BlobStore,
  key: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const head: BlobHead | undefined = await store.head(key, { signal });
  if (head?.metadata.sha256 !== undefined) return head.metadata.sha256;
  const found = await store.get(key, { signal });
  return found && sha256Hex(found.bytes);
}
