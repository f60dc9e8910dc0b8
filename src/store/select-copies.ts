import { ProfError } from '../kit/errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { patternFilter } from './key-patterns.ts';
import type { StoredIn } from './plan-copies.ts';
import { type ResolveDeps, resolveStoredOnly } from './resolve-reference.ts';
import { isFiltered, type SelectDeps, type Selection, selectEntries } from './select-entries.ts';
import { parseStorePlace } from './store-place.ts';

export interface SelectCopiesOptions {
  /** References of the configured store, other stores, parts of them. */
  readonly sources: readonly string[];
  readonly selection: Selection;
}

export interface SelectCopiesDeps extends ResolveDeps, SelectDeps {
  readonly openStore: (url: string | undefined) => Promise<BlobStore>;
}

/**
 * The profiles that are to be copied, each once. The filters choose among those of stores and their parts; patterns among
 * all.
 * @throws ProfError USAGE (filters beside a reference only), STORE_NOT_FOUND for a source without any.
 */
export async function selectCopies(
  { sources, selection }: SelectCopiesOptions,
  deps: SelectCopiesDeps,
): Promise<StoredIn[]> {
  const wanted = new Map<string, StoredIn>();
  for (const text of sources) {
    const found = isPlace(text)
      ? await ofPlace(text, selection, deps)
      : await ofReference(text, selection, deps);
    for (const each of found) wanted.set(`${each.source.url}\n${each.entry.key}`, each);
  }
  return [...wanted.values()];
}

/** A service has neither a scheme nor begins like a path. */
function isPlace(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\.{0,2}\/|\.{1,2}$|~(?:\/|$))/i.test(text);
}

async function ofPlace(text: string, selection: Selection, deps: SelectCopiesDeps): Promise<StoredIn[]> {
  const { store, part } = parseStorePlace(text);
  const source = await deps.openStore(store);
  const entries = await selectEntries(source, { ...selection, part }, deps);
  if (entries.length > 0) return entries.map((entry) => ({ source, entry }));
  throw new ProfError('STORE_NOT_FOUND', `no profile is there to copy: ${text}`, {
    hints: [
      isFiltered(selection)
        ? 'the filters leave none'
        : 'loose files go into a store with prof put FOLDER --service NAME',
    ],
    details: { source: text },
  });
}

async function ofReference(text: string, selection: Selection, deps: SelectCopiesDeps): Promise<StoredIn[]> {
  const { patterns, ...filters } = selection;
  if (isFiltered(filters)) {
    throw new ProfError('USAGE', `${text} is one run already; filters choose among the profiles of a store`, {
      hints: ['prof cp store: DST --service NAME --since 7d'],
    });
  }
  const source = await deps.store();
  const passes = patternFilter(patterns ?? []);
  const entries = await resolveStoredOnly(text, deps);
  return entries.filter(({ key }) => passes(key)).map((entry) => ({ source, entry }));
}
