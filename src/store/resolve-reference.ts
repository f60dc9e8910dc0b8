import type { Clock } from '../kit/clock.ts';
import { ProfError } from '../kit/errors.ts';
import { isGlob } from '../kit/glob.ts';
import { DAY_MS } from '../kit/when.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { type ProfileEntry, toEntry } from './entry.ts';
import type { EmitStoreEvent } from './events.ts';
import { PROFILE_FILE, parseReference, type StoreQuery } from './reference.ts';
import { resolveQuery } from './resolve-query.ts';

/** Where one profile is to be read from. */
export type ProfileSource =
  | { readonly kind: 'stored'; readonly entry: ProfileEntry }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'url'; readonly url: string };

export interface ResolveDeps {
  /** Opened only if a reference needs it. */
  readonly store: () => Promise<BlobStore>;
  readonly files: () => Promise<FileSystem>;
  readonly clock: Clock;
  /** How far references look back; 30 days. */
  readonly lookbackMs?: number | undefined;
  readonly emit?: EmitStoreEvent | undefined;
}

export const DEFAULT_LOOKBACK_MS = 30 * DAY_MS;

/**
 * What a reference means, as places to read from: at least one.
 * @throws ProfError USAGE, STORE_NOT_FOUND, NOT_FOUND.
 */
export async function resolveReference(text: string, deps: ResolveDeps): Promise<ProfileSource[]> {
  const reference = parseReference(text, { nowMs: deps.clock.nowMs() });
  switch (reference.kind) {
    case 'stdin':
      return [{ kind: 'stdin' }];
    case 'url':
      return [{ kind: 'url', url: reference.url }];
    case 'path':
      return resolvePath(reference.path, deps);
    case 'key':
      return [{ kind: 'stored', entry: await resolveKey(reference.key, await deps.store()) }];
    case 'query':
      return resolveStored(reference, deps);
    case 'unclear': {
      const taken = await pathInstead(text, deps);
      if (taken) return taken;
      throw reference.problem;
    }
  }
}

/** The same for commands that work on stored profiles only (`get`, `rm`). @throws ProfError USAGE for the rest. */
export async function resolveStoredOnly(text: string, deps: ResolveDeps): Promise<ProfileEntry[]> {
  const reference = parseReference(text, { nowMs: deps.clock.nowMs() });
  const store = await deps.store();
  if (reference.kind === 'key') return [await resolveKey(reference.key, store)];
  if (reference.kind === 'query') return resolveQuery(reference, queryDeps(store, deps));
  if (reference.kind === 'unclear') throw reference.problem;
  const asKey = reference.kind === 'path' && toEntry({ key: text, sizeBytes: 0, modifiedMs: 0 });
  throw new ProfError('USAGE', `not a profile of the store: ${text}`, {
    hints: [
      asKey ? `to name it by its key: store:${text}` : 'name a service (checkout/cpu) or a key (store:KEY)',
    ],
  });
}

async function resolveStored(query: StoreQuery, deps: ResolveDeps): Promise<ProfileSource[]> {
  const store = await deps.store();
  try {
    const entries = await resolveQuery(query, queryDeps(store, deps));
    return entries.map((entry) => ({ kind: 'stored', entry }));
  } catch (error) {
    if (!(error instanceof ProfError) || error.code !== 'STORE_NOT_FOUND' || query.forced) throw error;
    const taken = await pathInstead(query.text, deps);
    if (taken) return taken;
    throw error;
  }
}

function queryDeps(store: BlobStore, deps: ResolveDeps) {
  return { store, nowMs: deps.clock.nowMs(), lookbackMs: deps.lookbackMs ?? DEFAULT_LOOKBACK_MS };
}

async function resolveKey(key: string, store: BlobStore): Promise<ProfileEntry> {
  const head = await store.head(key);
  const entry = head && toEntry(head, store.foreignService);
  if (entry) return entry;
  throw new ProfError('STORE_NOT_FOUND', `the store has no ${key}`, {
    hints: ['prof ls lists what it has'],
    details: { key, store: store.url },
  });
}

/** The store has nothing of that name; a path of that name is taken, and that is reported. */
async function pathInstead(text: string, deps: ResolveDeps): Promise<ProfileSource[] | undefined> {
  const files = await deps.files();
  if (!(await files.stat(text))) return undefined;
  const sources = await resolvePath(text, deps);
  deps.emit?.({ kind: 'path-taken', reference: text, store: (await deps.store()).url });
  return sources;
}

async function resolvePath(path: string, deps: ResolveDeps): Promise<ProfileSource[]> {
  const files = await deps.files();
  const found = await files.stat(path);
  if (found?.kind === 'folder') return filesOf(path, await files.list(path));
  if (found) return [{ kind: 'file', path }];
  if (isGlob(path)) {
    const matches = await files.glob(path);
    if (matches.length > 0) return matches.map((match) => ({ kind: 'file', path: match }));
    throw new ProfError('NOT_FOUND', `no file matches ${path}`, { details: { path } });
  }
  const asKey = toEntry({ key: path, sizeBytes: 0, modifiedMs: 0 }) !== undefined;
  throw new ProfError('NOT_FOUND', `no such file: ${path}`, {
    hints: asKey ? [`to name it by its key in the store: store:${path}`] : [],
    details: { path },
  });
}

/** All profiles of a folder, by the endings of their names. */
function filesOf(folder: string, names: readonly string[]): ProfileSource[] {
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  const profiles = names.filter((name) => PROFILE_FILE.test(name) && !name.startsWith('.'));
  if (profiles.length > 0) return profiles.map((name) => ({ kind: 'file', path: base + name }));
  const inner = names.some((name) => name.endsWith('/'));
  throw new ProfError('NOT_FOUND', `no profile in the folder ${folder}`, {
    hints: inner ? [`for the folders inside it: '${base}**/*.pprof'`] : [],
    details: { path: folder },
  });
}
