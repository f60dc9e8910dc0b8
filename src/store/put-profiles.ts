import { sniffFormat } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import { parseWhen, WHEN_FORMS } from '../kit/when.ts';
import { encodePprof } from '../profile/encode.ts';
import { gzip } from '../profile/gzip.ts';
import type { Profile } from '../profile/profile.ts';
import { type KeyPattern, patternFilter } from './key-patterns.ts';
import { PROFILE_EXTENSIONS, type ProfileExtension, parseKey } from './keys.ts';
import { decodeNamed, type LoadDeps, readSource } from './load-profiles.ts';
import { storedFormat, typesOf } from './profile-type.ts';
import { type ProfileSource, resolveReference } from './resolve-reference.ts';
import { storeProfile } from './store-profile.ts';
import {
  type TransferDeps,
  type TransferFailure,
  type TransferItem,
  throwIfAllFailed,
  transferAll,
} from './transfer-all.ts';

export interface PutOptions {
  /** Paths, folders, globs, URLs, `-`. */
  readonly files: readonly string[];
  readonly service: string;
  readonly type?: string | undefined;
  readonly time?: string | undefined;
  readonly pod?: string | undefined;
  /** Further facts for the metadata; they win over those in a profile's comments. */
  readonly labels?: ReadonlyMap<string, string>;
  /** Store what is not recognised as a profile too; type and ending must then be told. */
  readonly raw: boolean;
  /** Which of the files, by their paths. */
  readonly patterns?: readonly KeyPattern[] | undefined;
}

export interface PutProfile {
  readonly file: string;
  readonly key: string;
  readonly type: string;
  readonly timeMs: number;
  /** Who said when the profile was taken. */
  readonly timeFrom: 'flag' | 'profile' | 'name' | 'now';
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface PutProfiles {
  /** In the order of the files. */
  readonly stored: readonly PutProfile[];
  readonly failed: readonly TransferFailure[];
  /** Neither stored nor failed: it was stopped. */
  readonly remaining: number;
}

export interface PutDeps extends LoadDeps, TransferDeps {}

/**
 * Puts profiles from elsewhere into the store, some at once, each verified to be a profile, bytes unchanged; as pprof, where
 * the store has no ending for their format. What is there already counts as stored, so a put that was stopped goes on.
 * One that fails leaves the others be; if all fail, the first failure is thrown.
 * @throws ProfError USAGE where type or time cannot be told, BAD_PROFILE, NOT_FOUND, …
 */
export async function putProfiles(options: PutOptions, deps: PutDeps): Promise<PutProfiles> {
  const nowMs = deps.clock.nowMs();
  const flagMs = options.time === undefined ? undefined : parseWhen(options.time, { nowMs, edge: 'first' });
  if (options.time !== undefined && flagMs === undefined) {
    throw new ProfError('USAGE', `--time wants a time, not ${options.time}`, { hints: [`as ${WHEN_FORMS}`] });
  }
  checkTexts(options);
  const { items, missing } = await findItems(options, deps);
  const put = ({ source }: PutItem) => putOne(source, options, { flagMs, nowMs }, deps);
  const { done, failed, remaining } = await transferAll(items, put, deps);
  const failures = [...missing, ...failed];
  if (remaining === 0) throwIfAllFailed(done.length, failures);
  return { stored: done, failed: failures, remaining };
}

interface PutItem extends TransferItem {
  readonly source: ProfileSource;
}

/** What the names mean, and those that mean nothing. */
async function findItems(
  { files, patterns = [] }: PutOptions,
  deps: PutDeps,
): Promise<{ items: PutItem[]; missing: TransferFailure[] }> {
  const items: PutItem[] = [];
  const missing: TransferFailure[] = [];
  const passes = patternFilter(patterns);
  for (const file of files) {
    try {
      for (const source of await resolveReference(asPath(file), deps)) {
        const name = nameOf(source);
        if (passes(name)) items.push({ source, name, sizeBytes: await sizeOf(source, deps) });
      }
    } catch (error) {
      if (!(error instanceof ProfError) || error.code === 'USAGE') throw error;
      missing.push({ name: asPath(file), error });
    }
  }
  return { items, missing };
}

/** Before it is read, where that can be known. */
async function sizeOf(source: ProfileSource, deps: PutDeps): Promise<number> {
  if (source.kind !== 'file') return 0;
  return (await (await deps.files()).stat(source.path))?.sizeBytes ?? 0;
}

function checkTexts({ files, type, pod }: PutOptions): void {
  for (const [flag, text] of Object.entries({ type, pod })) {
    if (text?.trim() === '') throw new ProfError('USAGE', `--${flag} wants a name`);
  }
  if (files.filter((file) => file === '-').length > 1) {
    throw new ProfError('USAGE', 'standard input can be read only once', { hints: ['name - only once'] });
  }
}

/** What `put` takes is a file, never the store's: a bare name is a path here. */
function asPath(file: string): string {
  return file === '-' || /^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/|~\/)/i.test(file) ? file : `./${file}`;
}

function nameOf(source: ProfileSource): string {
  return source.kind === 'file' ? source.path : source.kind === 'url' ? source.url : '-';
}

interface Times {
  readonly flagMs: number | undefined;
  readonly nowMs: number;
}

async function putOne(
  source: ProfileSource,
  options: PutOptions,
  times: Times,
  deps: LoadDeps,
): Promise<PutProfile> {
  const { name, bytes } = await readSource(source, deps);
  const kind = options.raw ? rawKind(name, bytes, options) : await kindOf(name, bytes, options, deps);
  const { ext, type, profile } = kind;
  const { timeMs, timeFrom } = timeOf(name, profile, times);
  const facts = profile ? commentFacts(profile) : {};
  const result = await storeProfile(
    {
      service: options.service,
      type,
      ext,
      runMs: timeMs,
      pod: options.pod ?? facts['pod-name'],
      podsInRun: 1,
      bytes: kind.bytes,
      metadata: { ...facts, ...Object.fromEntries(options.labels ?? []) },
    },
    { store: await deps.store(), signal: deps.signal },
  );
  deps.emit?.({ kind: 'stored', file: name, key: result.key });
  return {
    file: name,
    key: result.key,
    type,
    timeMs,
    timeFrom,
    sizeBytes: result.sizeBytes,
    sha256: result.sha256,
  };
}

interface Kind {
  /** What is stored. */
  readonly bytes: Uint8Array;
  readonly ext: ProfileExtension;
  readonly type: string;
  readonly profile: Profile | undefined;
}

async function kindOf(name: string, bytes: Uint8Array, options: PutOptions, deps: LoadDeps): Promise<Kind> {
  const sniffed = sniffFormat(bytes, name);
  const format = sniffed === undefined ? undefined : storedFormat(sniffed);
  if (format?.type === 'heapsnapshot' || format?.type === 'trace') {
    return { bytes, ext: format.ext, type: options.type ?? format.type, profile: undefined };
  }
  const profile = await decodeNamed(name, bytes, deps.limits); // says what came instead if it is no profile
  const isForeign = sniffed !== undefined && format === undefined;
  const kept = {
    bytes: isForeign ? gzip(encodePprof(profile)) : bytes,
    ext: format?.ext ?? 'pprof',
    profile,
  };
  if (options.type !== undefined) return { ...kept, type: options.type };
  const types = format?.type === undefined ? typesOf(profile) : [format.type];
  if (types.length === 1) return { ...kept, type: types[0]! };
  const sampleTypes = profile.sampleTypes.map((sampleType) => sampleType.type).join(', ');
  throw new ProfError(
    'USAGE',
    types.length === 0
      ? `${name} does not say what type of profile it is (sample types: ${sampleTypes})`
      : `${name} may be a ${types.join(' or a ')} profile`,
    { hints: [`say which: --type ${types[0] ?? 'NAME'}`], details: { name, types } },
  );
}

function rawKind(name: string, bytes: Uint8Array, options: PutOptions): Kind {
  const lower = name.toLowerCase();
  const ext = PROFILE_EXTENSIONS.find((known) => lower.endsWith(`.${known}`)) ?? 'pprof';
  if (options.type !== undefined) return { bytes, ext, type: options.type, profile: undefined };
  throw new ProfError('USAGE', '--raw stores a file unread, so its type must be told', {
    hints: ['--type NAME'],
  });
}

function timeOf(
  name: string,
  profile: Profile | undefined,
  times: Times,
): Pick<PutProfile, 'timeMs' | 'timeFrom'> {
  if (times.flagMs !== undefined) return { timeMs: times.flagMs, timeFrom: 'flag' };
  if (profile && profile.timeNanos > 0n) {
    return { timeMs: Number(profile.timeNanos / 1_000_000n), timeFrom: 'profile' };
  }
  // A file that came out of a store, ours or OpenProfiling's, carries its time in its name.
  const file = name.slice(name.lastIndexOf('/') + 1);
  const stamped = /\d{8}-?\d{6}-.*$/s.exec(file)?.[0];
  const key = parseKey(file) ?? (stamped === undefined ? undefined : parseKey(`1970-01-01/x/${stamped}`));
  if (key?.timeMs !== undefined) return { timeMs: key.timeMs, timeFrom: 'name' };
  return { timeMs: times.nowMs, timeFrom: 'now' };
}

/** What a capture wrote into the profile's comments, `# prof/KEY=VALUE`. */
function commentFacts(profile: Profile): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const comment of profile.comments) {
    const found = /^# prof\/([a-z0-9-]{1,64})=(.*)$/s.exec(comment);
    if (found) facts[found[1]!] = found[2]!.slice(0, 1000);
  }
  return facts;
}
