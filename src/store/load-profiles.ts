import { decodeProfile, type FormatId } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import type { HttpClient } from '../ports/http-client.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import type { Profile } from '../profile/profile.ts';
import { compiledScripts } from '../source-maps/compiled-scripts.ts';
import { fetchProfile, type UrlOptions } from './fetch-profile.ts';
import { iterateProfiles, type ListOptions } from './list-profiles.ts';
import { type Provenance, provenanceOf } from './provenance.ts';
import { readStored } from './read-stored.ts';
import { type ProfileSource, type ResolveDeps, resolveReference } from './resolve-reference.ts';

export interface LoadDeps extends ResolveDeps {
  readonly http: () => Promise<HttpClient>;
  /** What differs from the default limits. */
  readonly limits?: Partial<DecodeLimits> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where maps of compiled JavaScript lie, besides beside it; `none`: functions stay as they were recorded. */
  readonly sourceMaps?: readonly string[] | 'none' | undefined;
  /** What the files are, whatever they look like. */
  readonly format?: FormatId | undefined;
  readonly url?: UrlOptions | undefined;
}

/** A profile that a reference named; `key` to `pod` only for stored ones. */
export interface LoadedProfile {
  /** The key, the path, the URL, or `-`. */
  readonly name: string;
  readonly key?: string;
  readonly service?: string;
  readonly type?: string;
  readonly timeMs?: number;
  /** The end of the pod's name, where the key has it. */
  readonly pod?: string;
  readonly sizeBytes: number;
  readonly profile: Profile;
  /** Of what build it is, as far as comments and metadata tell. */
  readonly provenance?: Provenance;
}

export interface SourceBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Stored profiles only. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A profile that a reference named, before it is read. */
export interface FoundProfile extends Omit<LoadedProfile, 'sizeBytes' | 'profile' | 'provenance'> {
  /** Reads and decodes it. @throws ProfError BAD_PROFILE, BAD_DATA, LIMIT, and what reaching a URL throws. */
  load(): Promise<LoadedProfile>;
}

/**
 * The profiles that a reference means, decoded; several for a run with several pods, a window, a folder, a glob.
 * Where a reference without a type meets several types of a run, one type is taken (cpu, else heap, else the first)
 * and reported.
 * @throws ProfError USAGE, NOT_FOUND, STORE_NOT_FOUND, BAD_PROFILE, BAD_DATA (also for a source map that is none), LIMIT, and what
 * reaching a URL throws.
 */
export async function loadProfiles(reference: string, deps: LoadDeps): Promise<LoadedProfile[]> {
  const loaded: LoadedProfile[] = [];
  for (const found of await findProfiles(reference, deps)) loaded.push(await found.load());
  return loaded;
}

/** The same, not yet read: for who needs one after the other, and none of them for long. */
export async function findProfiles(reference: string, deps: LoadDeps): Promise<FoundProfile[]> {
  const sources = oneType(reference, await resolveReference(reference, deps), deps);
  return sources.map((source) => found(source, deps));
}

/** Those that `prof ls` would list, oldest first, not yet read. @throws ProfError USAGE, STORE_NOT_FOUND. */
export async function* findListed(options: ListOptions, deps: LoadDeps): AsyncGenerator<FoundProfile> {
  for await (const entry of iterateProfiles(options, { store: await deps.store(), clock: deps.clock })) {
    yield found({ kind: 'stored', entry }, deps);
  }
}

function found(source: ProfileSource, deps: LoadDeps): FoundProfile {
  const facts = { name: nameOf(source), ...storedFacts(source) };
  return { ...facts, load: () => load(source, facts, deps) };
}

async function load(
  source: ProfileSource,
  facts: Omit<FoundProfile, 'load'>,
  deps: LoadDeps,
): Promise<LoadedProfile> {
  deps.signal?.throwIfAborted();
  const { name, bytes, metadata } = await readSource(source, deps);
  const profile = await inSources(await decodeNamed(name, bytes, deps.limits, deps.format), deps);
  const provenance = provenanceOf(profile.comments, metadata);
  return { ...facts, sizeBytes: bytes.length, profile, provenance };
}

function nameOf(source: ProfileSource): string {
  switch (source.kind) {
    case 'stored':
      return source.entry.key;
    case 'file':
      return source.path;
    case 'stdin':
      return '-';
    case 'url':
      return source.url;
  }
}

/** Functions of compiled JavaScript as they were written. What reads maps is loaded where there is such a function. */
async function inSources(profile: Profile, { sourceMaps = [], files, emit }: LoadDeps): Promise<Profile> {
  if (sourceMaps === 'none') return profile;
  if (sourceMaps.length === 0 && compiledScripts(profile).size === 0) return profile;
  const { mapToSources } = await import('../source-maps/map-to-sources.ts');
  const warn = (note: string) => emit?.({ kind: 'source-map-note', note });
  return mapToSources(profile, { places: sourceMaps }, { files, warn });
}

/** The bytes behind a source, within the limits, checked against their SHA-256 where it is known. */
export async function readSource(source: ProfileSource, deps: LoadDeps): Promise<SourceBytes> {
  const maxBytes = deps.limits?.compressedBytes ?? DEFAULT_LIMITS.compressedBytes;
  const name = nameOf(source);
  switch (source.kind) {
    case 'stored': {
      const { bytes, metadata } = await readStored(await deps.store(), source.entry.key);
      return { name, bytes, metadata };
    }
    case 'file':
    case 'stdin':
      return { name, bytes: await (await deps.files()).read(name, maxBytes) };
    case 'url':
      return { name, bytes: await fetchProfile(source.url, maxBytes, deps) };
  }
}

/** Decodes, and says in the error which profile it was. */
export async function decodeNamed(
  name: string,
  bytes: Uint8Array,
  limits: Partial<DecodeLimits> | undefined,
  format?: FormatId,
): Promise<Profile> {
  try {
    return await decodeProfile(bytes, { name, limits, format });
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    const message = error.message.startsWith(name) ? error.message : `${name}: ${error.message}`;
    throw new ProfError(error.code, message, {
      hints: error.hints,
      details: { ...error.details, name },
      cause: error,
    });
  }
}

function storedFacts(source: ProfileSource) {
  if (source.kind !== 'stored') return {};
  const { key, service, type, timeMs, suffix } = source.entry;
  return { key, service, type, timeMs, ...(suffix === undefined ? {} : { pod: suffix }) };
}

const PREFERRED_TYPES = ['cpu', 'heap'];

function oneType(
  reference: string,
  sources: readonly ProfileSource[],
  deps: LoadDeps,
): readonly ProfileSource[] {
  const types = [
    ...new Set(sources.map((source) => (source.kind === 'stored' ? source.entry.type : ''))),
  ].sort();
  if (types.length < 2) return sources;
  const type = PREFERRED_TYPES.find((preferred) => types.includes(preferred)) ?? types[0]!;
  deps.emit?.({ kind: 'type-chosen', reference, type, others: types.filter((other) => other !== type) });
  return sources.filter((source) => source.kind === 'stored' && source.entry.type === type);
}
