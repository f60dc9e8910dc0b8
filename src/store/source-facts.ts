import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { decodeMetadataValue } from './metadata.ts';

/** What a profile's metadata says about the program that was profiled. */
export interface SourceFacts {
  /** `service-version`. */
  readonly version: string | undefined;
  /** `git-branch`. */
  readonly branch: string | undefined;
  /** `git-commit`. */
  readonly commit: string | undefined;
}

export interface EntryWithFacts {
  readonly entry: ProfileEntry;
  readonly facts: SourceFacts;
}

/** Requests at once: metadata is small, and a store may be far away. */
const CHUNK = 32;

/** The profiles with their facts, in the same order; one that was deleted meanwhile is left out. */
export async function readSourceFacts(
  entries: readonly ProfileEntry[],
  store: BlobStore,
): Promise<EntryWithFacts[]> {
  const found: EntryWithFacts[] = [];
  for (let start = 0; start < entries.length; start += CHUNK) {
    const chunk = entries.slice(start, start + CHUNK);
    const heads = await Promise.all(chunk.map(({ key }) => store.head(key)));
    for (const [i, head] of heads.entries()) {
      if (head) found.push({ entry: chunk[i]!, facts: factsOf(head.metadata) });
    }
  }
  return found;
}

function factsOf(metadata: Readonly<Record<string, string>>): SourceFacts {
  const value = (name: string) => {
    const text = metadata[name];
    return text === undefined || text === '' ? undefined : decodeMetadataValue(text);
  };
  return { version: value('service-version'), branch: value('git-branch'), commit: value('git-commit') };
}
