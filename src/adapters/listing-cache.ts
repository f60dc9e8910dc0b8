import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BlobEntry } from '../ports/blob-store.ts';
import type { ListingCache, ListingScope } from '../ports/listing-cache.ts';
import { listedStore } from './listed-store.ts';

/** Beyond this a kept listing is no quick look any more. */
const MAX_ENTRIES = 1_000_000;
const LINES_AT_ONCE = 1000;

/**
 * Listings in `$XDG_CACHE_HOME/prof/listings`: one file for each store, a line of JSON for what it was of, then one for each
 * object. A file that cannot be written or read only means that none is kept.
 */
export function createListingCache(cacheFolder: string): ListingCache {
  const pathOf = (url: string) =>
    join(cacheFolder, 'listings', `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.jsonl`);
  return {
    record: (scope) => recorder(pathOf(scope.url), scope),
    open: async (url, foreignService) => {
      const kept = readListing(pathOf(url));
      if (kept === undefined || kept.scope.url !== url) return undefined;
      return { scope: kept.scope, store: listedStore(url, kept.entries, foreignService) };
    },
  };
}

function recorder(path: string, scope: ListingScope) {
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  let lines: string[] = [];
  let count = 0;
  let isFailed = !attempt(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(fresh, `${JSON.stringify(scope)}\n`, { mode: 0o600 });
  });
  const remove = () => {
    attempt(() => rmSync(fresh, { force: true }));
  };
  const flush = () => {
    if (isFailed || lines.length === 0) return;
    const text = lines.join('');
    lines = [];
    isFailed = !attempt(() => writeFileSync(fresh, text, { flag: 'a' }));
  };
  return {
    add: ({ key, sizeBytes, modifiedMs, storageClass }: BlobEntry) => {
      count += 1;
      if (count > MAX_ENTRIES) isFailed = true;
      if (isFailed) return;
      lines.push(`${JSON.stringify({ key, sizeBytes, modifiedMs, storageClass })}\n`);
      if (lines.length >= LINES_AT_ONCE) flush();
    },
    commit: async () => {
      flush();
      if (isFailed || !attempt(() => renameSync(fresh, path))) remove();
    },
    discard: remove,
  };
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function readListing(path: string): { scope: ListingScope; entries: BlobEntry[] } | undefined {
  try {
    const [first = '', ...rest] = readFileSync(path, 'utf8').trimEnd().split('\n');
    return {
      scope: JSON.parse(first) as ListingScope,
      entries: rest.map((line) => JSON.parse(line) as BlobEntry),
    };
  } catch {
    return undefined;
  }
}
