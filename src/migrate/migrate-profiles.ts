import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { decodeMetadataValue } from '../store/metadata.ts';
import { readStored } from '../store/read-stored.ts';
import { storeProfile } from '../store/store-profile.ts';
import { type TransferDeps, type TransferFailure, transferAll } from '../store/transfer-all.ts';
import { findBrought, ORIGIN, originOf } from './find-brought.ts';
import { isSameObject } from './own-place.ts';
import type { PlannedMove } from './plan-migration.ts';

export interface MigrateOptions {
  /** Removes each from its old place once its copy was read back. */
  readonly move: boolean;
}

export interface MigrateDeps extends TransferDeps {
  readonly source: BlobStore;
  readonly destination: BlobStore;
}

export interface MigratedProfile {
  readonly from: string;
  /** Where it is now. */
  readonly key: string;
  readonly sizeBytes: number;
  /** `there`: an earlier run had brought it. */
  readonly outcome: 'copied' | 'there';
  readonly removed: boolean;
}

export interface MigratedProfiles {
  readonly migrated: readonly MigratedProfile[];
  readonly failed: readonly TransferFailure[];
  /** Not looked at because the migration was stopped. */
  readonly remaining: number;
}

/**
 * Copies profiles under their new keys, reads each copy back, and only then removes the old one where that is wanted.
 * Run again it goes on where it was stopped; nothing is brought twice.
 */
export async function migrateProfiles(
  moves: readonly PlannedMove[],
  options: MigrateOptions,
  deps: MigrateDeps,
): Promise<MigratedProfiles> {
  const items = moves.map((move) => ({ ...move, name: move.from.key, sizeBytes: move.from.sizeBytes }));
  const find = findBrought(deps);
  const migrate = async (move: PlannedMove): Promise<MigratedProfile> => {
    const { broughtKey, namesPods } = await find(move);
    const podsInRun = Math.max(move.podsInRun, namesPods ? 2 : 1);
    return migrateOne({ ...move, podsInRun }, broughtKey, options, deps);
  };
  const { done, failed, remaining } = await transferAll(items, migrate, deps);
  return { migrated: done, failed, remaining };
}

async function migrateOne(
  move: PlannedMove,
  broughtKey: string | undefined,
  { move: removes }: MigrateOptions,
  deps: MigrateDeps,
): Promise<MigratedProfile> {
  const { key: from, sizeBytes } = move.from;
  const key = broughtKey ?? (await copy(move, deps));
  if (removes) {
    // What the old key holds may have been replaced since: only what was brought is removed.
    if (broughtKey !== undefined) await requireSame(from, key, deps);
    await requireRemovable(move, key, deps);
    await deps.source.delete(from, { signal: deps.signal });
  }
  return {
    from,
    key,
    sizeBytes,
    outcome: broughtKey === undefined ? 'copied' : 'there',
    removed: removes,
  };
}

async function copy(move: PlannedMove, { source, destination, signal }: MigrateDeps): Promise<string> {
  const { from, placement, podsInRun } = move;
  const { bytes, metadata: found } = await readStored(source, from.key, { signal });
  const { service, type, ext, timeMs, pod, namespace } = placement;
  const { sha256: _, ...facts } = found;
  const known = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, decodeMetadataValue(value)]),
  );
  const metadata = {
    ...known,
    ...(namespace === undefined ? {} : { 'pod-namespace': namespace }),
    [ORIGIN]: originOf(source, from.key),
  };
  const options = { service, type, ext, runMs: timeMs, pod, podsInRun, bytes, metadata };
  const stored = await storeProfile(options, { store: destination });
  const back = await readStored(destination, stored.key, { signal });
  if (back.metadata.sha256 === stored.sha256 && back.bytes.length === bytes.length) return stored.key;
  throw new ProfError('BAD_DATA', `the copy is not what was written: ${stored.key}`, {
    hints: [`${from.key} is where it was; run the migration again`],
  });
}

async function requireSame(
  from: string,
  key: string,
  { source, destination, signal }: MigrateDeps,
): Promise<void> {
  const [old, brought] = await Promise.all([
    readStored(source, from, { signal }),
    readStored(destination, key, { signal }),
  ]);
  if (Buffer.compare(old.bytes, brought.bytes) === 0) return;
  throw new ProfError('BAD_DATA', `${from} is not what was brought to ${key}; it was not removed`, {
    hints: ['it was written again since: look at both, and remove one'],
  });
}

/** The old object is still the one that was listed, and is not the new one by another name. */
async function requireRemovable(
  { from }: PlannedMove,
  key: string,
  { source, destination, signal }: MigrateDeps,
): Promise<void> {
  const [old, brought] = await Promise.all([
    source.head(from.key, { signal }),
    destination.head(key, { signal }),
  ]);
  if (old === undefined) return;
  if (brought === undefined || isSameObject(old, brought)) {
    throw new ProfError('BAD_DATA', `${from.key} may be ${key} by another name; it was not removed`, {
      hints: [
        `${source.url} and ${destination.url} lead to the same place: name the source as the store is named`,
      ],
    });
  }
  const isAsListed =
    old.sizeBytes === from.sizeBytes &&
    (old.version === undefined || from.version === undefined
      ? old.modifiedMs === from.modifiedMs
      : old.version === from.version);
  if (isAsListed) return;
  throw new ProfError('BAD_DATA', `${from.key} was written again meanwhile; it was not removed`, {
    hints: ['run the migration again'],
  });
}
