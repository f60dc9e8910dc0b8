import { ProfError } from '../kit/errors.ts';
import { sha256Hex } from '../kit/sha256.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { readStored } from './read-stored.ts';
import { type TransferDeps, type TransferFailure, transferAll } from './transfer-all.ts';

export interface PlannedCopy {
  readonly entry: ProfileEntry;
  readonly source: BlobStore;
  /** Another profile stands at that key. */
  readonly replaces: boolean;
}

export interface CopyPlan {
  readonly copies: readonly PlannedCopy[];
  /** Those that the destination has already. */
  readonly unchanged: number;
}

export interface CopyDeps extends TransferDeps {
  readonly destination: BlobStore;
}

export interface CopiedProfiles {
  readonly copied: readonly ProfileEntry[];
  readonly replaced: readonly ProfileEntry[];
  readonly unchanged: number;
  readonly failed: readonly TransferFailure[];
  /** Not copied because the copying was stopped. */
  readonly remaining: number;
}

type Outcome = 'copied' | 'replaced' | 'unchanged';

/**
 * Copies profiles from store to store under their keys: bytes (checked against their SHA-256 as they are read) and
 * metadata, each whole or not at all. Where the source keeps no SHA-256 the copy gets one.
 */
export async function copyProfiles(plan: CopyPlan, deps: CopyDeps): Promise<CopiedProfiles> {
  const items = plan.copies.map((copy) => ({
    ...copy,
    name: copy.entry.key,
    sizeBytes: copy.entry.sizeBytes,
  }));
  const { done, failed, remaining } = await transferAll(
    items,
    async (copy) => ({ entry: copy.entry, outcome: await copyOne(copy, deps) }),
    deps,
  );
  const ofOutcome = (wanted: Outcome) =>
    done.filter(({ outcome }) => outcome === wanted).map(({ entry }) => entry);
  return {
    copied: ofOutcome('copied'),
    replaced: ofOutcome('replaced'),
    unchanged: plan.unchanged + ofOutcome('unchanged').length,
    failed,
    remaining,
  };
}

async function copyOne({ entry, source, replaces }: PlannedCopy, deps: CopyDeps): Promise<Outcome> {
  const { destination, signal } = deps;
  const { key } = entry;
  const { bytes, metadata: found } = await readStored(source, key, { signal });
  const metadata = { ...found, sha256: found.sha256 ?? sha256Hex(bytes) };
  if (replaces) {
    await destination.put(key, bytes, metadata, { signal });
    return 'replaced';
  }
  if ((await destination.putIfAbsent(key, bytes, metadata, { signal })) === 'stored') return 'copied';
  // A write that was sent again after its answer was lost, or another copy under way.
  if ((await destination.head(key, { signal }))?.metadata.sha256 === metadata.sha256) return 'unchanged';
  throw new ProfError('USAGE', `another profile was stored meanwhile at ${key} of ${destination.url}`, {
    hints: ['run it again to see both'],
    details: { key },
  });
}
