import type { BlobHead, BlobStore } from '../ports/blob-store.ts';
import { parseKey } from '../store/keys.ts';

type Place = Pick<BlobStore, 'url'>;

/**
 * Whether a key of the source is where it belongs: the source is the store, has the store inside of it, or is a part of
 * it, and the key as seen from the store is one of prof's own. To move such a profile would be to remove it.
 */
export function isInOwnPlace(key: string, source: Place, destination: Place): boolean {
  const address = `${withoutSlash(source.url)}/${key}`;
  const root = `${withoutSlash(destination.url)}/`;
  return address.startsWith(root) && parseKey(address.slice(root.length))?.layout === 'prof';
}

/**
 * Whether two names may be those of one object, by what the store says of it: a folder reached through a link, a
 * bucket by another of its names. A copy that a migration made says where it came from, and so differs.
 */
export function isSameObject(one: BlobHead, other: BlobHead): boolean {
  return (
    one.version === other.version &&
    one.sizeBytes === other.sizeBytes &&
    one.modifiedMs === other.modifiedMs &&
    factsOf(one) === factsOf(other)
  );
}

const withoutSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url);
const factsOf = ({ metadata }: BlobHead): string => JSON.stringify(Object.entries(metadata).sort());
