import type { BlobRequestOptions, BlobStore } from '../ports/blob-store.ts';
import { parseKey } from '../store/keys.ts';
import type { PlannedMove } from './plan-migration.ts';

/** The fact by which a later run knows what an earlier one brought. */
export const ORIGIN = 'migrated-from';

/** What a profile at that key is said to have come from. */
export const originOf = (source: BlobStore, key: string): string => `${source.url}/${key}`;

/** What the store has of the moment and service of a planned move. */
export interface FoundThere {
  /** Where an earlier run brought this very profile, whatever key it found free. */
  readonly broughtKey: string | undefined;
  /** Profiles of this moment have keys that name their pods: those of further pods must, too. */
  readonly namesPods: boolean;
}

export interface FindBroughtDeps {
  readonly source: BlobStore;
  readonly destination: BlobStore;
  readonly signal?: AbortSignal | undefined;
}

/** Moves come in order of their new keys: few folders are needed at once. */
const FOLDERS_KEPT = 8;
const STAMP_LENGTH = 'YYYYMMDD-HHmmss'.length;

interface Folder {
  /** By stamp and size. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Stamps at which some key has a suffix. */
  readonly suffixed: ReadonlySet<string>;
}

/**
 * Looks for what earlier runs brought. Each service's day of the store is listed once, as it was before this run; only
 * profiles of the same moment and size are asked where they came from.
 */
export function findBrought({
  source,
  destination,
  signal,
}: FindBroughtDeps): (move: PlannedMove) => Promise<FoundThere> {
  const folders = new Map<string, Promise<Folder>>();
  const folderOf = (name: string): Promise<Folder> => {
    const known = folders.get(name);
    if (known !== undefined) return known;
    const [oldest] = folders.keys();
    if (folders.size >= FOLDERS_KEPT && oldest !== undefined) folders.delete(oldest);
    const listed = listFolder(destination, name, { signal });
    folders.set(name, listed);
    return listed;
  };
  return async ({ key, from }) => {
    const border = key.lastIndexOf('/') + 1;
    const stamp = key.slice(border, border + STAMP_LENGTH);
    const { keys, suffixed } = await folderOf(key.slice(0, border));
    for (const candidate of keys.get(`${stamp} ${from.sizeBytes}`) ?? []) {
      const head = await destination.head(candidate, { signal });
      if (head?.metadata[ORIGIN] === originOf(source, from.key)) {
        return { broughtKey: candidate, namesPods: suffixed.has(stamp) };
      }
    }
    return { broughtKey: undefined, namesPods: suffixed.has(stamp) };
  };
}

async function listFolder(store: BlobStore, prefix: string, options: BlobRequestOptions): Promise<Folder> {
  const keys = new Map<string, string[]>();
  const suffixed = new Set<string>();
  for await (const { key, sizeBytes } of store.list({ prefix, ...options })) {
    const stamp = key.slice(prefix.length, prefix.length + STAMP_LENGTH);
    const name = `${stamp} ${sizeBytes}`;
    const same = keys.get(name);
    if (same === undefined) keys.set(name, [key]);
    else same.push(key);
    if (parseKey(key)?.suffix !== undefined) suffixed.add(stamp);
  }
  return { keys, suffixed };
}
