import { ProfError } from '../kit/errors.ts';
import { lateCrypto } from '../kit/late-modules.ts';
import { sha256Hex } from '../kit/sha256.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { formatKey, type KeyParts, type ProfileExtension, podSuffix, sanitizeType } from './keys.ts';
import { type Metadata, sanitizeMetadata } from './metadata.ts';

export interface StoreProfileOptions {
  readonly service: string;
  /** Any name; `[a-z][a-z0-9_]*` in the key. */
  readonly type: string;
  readonly ext: ProfileExtension;
  /** The start of the run: one for all its profiles. */
  readonly runMs: number;
  readonly pod?: string | undefined;
  /** With several pods of the service in the run, every key carries a suffix. */
  readonly podsInRun: number;
  readonly bytes: Uint8Array;
  /** More facts (`pod-namespace`, `reason`, `pod-label-…`), sanitised here. */
  readonly metadata: Metadata;
}

export interface StoredProfile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const RANDOM_ATTEMPTS = 5;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const LATEST_MS = Date.UTC(9999, 11, 31);

export interface StoreProfileDeps {
  readonly store: BlobStore;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stores one profile of a run under the first free of its keys: plain (one pod only), with suffix, with suffix and
 * six random characters; only such ones where the store honours no conditional writes. The same bytes of the same pod at a key
 * of their own count as stored: a write, and a whole put, may be repeated.
 * @throws ProfError USAGE for an empty service or an impossible time, and what the store throws.
 */
export async function storeProfile(
  options: StoreProfileOptions,
  // Without a signal it is to be kept whatever comes, also where Ctrl-C ends the reading of a store.
  { store, signal = new AbortController().signal }: StoreProfileDeps,
): Promise<StoredProfile> {
  const { bytes, pod } = options;
  const sha256 = sha256Hex(bytes);
  const parts = keyParts(options);
  const metadata = sanitizeMetadata({
    ...options.metadata,
    ...(pod === undefined ? {} : { 'pod-name': pod }),
    service: options.service,
    'profile-type': parts.type,
    timestamp: `${new Date(parts.timeMs).toISOString().slice(0, 19)}Z`,
    sha256,
  });
  const suffix = pod === undefined || pod === '' ? sha256.slice(0, 6) : podSuffix(pod);
  const stored = (key: string) => ({ key, sizeBytes: bytes.length, sha256 });
  const isReliable = await store.honoursConditions({ signal });
  const earlier = isReliable ? undefined : await findEarlier(store, { ...parts, suffix }, metadata, signal);
  if (earlier !== undefined) return stored(earlier);
  const keys = isReliable ? candidateKeys(parts, suffix, options.podsInRun > 1) : randomKeys(parts, suffix);
  for (const candidate of keys) {
    const result = await store.putIfAbsent(candidate, bytes, metadata, { signal });
    if (result === 'stored' || (await isSame(store, candidate, metadata, signal))) return stored(candidate);
  }
  throw new ProfError('BUG', `no free key for a profile of ${options.service}`, { details: { ...parts } });
}

function keyParts(options: StoreProfileOptions): KeyParts {
  const timeMs = Math.floor(options.runMs / 1000) * 1000;
  if (!(timeMs >= 0 && timeMs < LATEST_MS)) {
    throw new ProfError('USAGE', 'the time of the profile is out of range', {
      hints: ['give one between 1970 and 9999: --time 2024-01-15T12:00:00Z'],
      details: { timeMs: String(options.runMs) },
    });
  }
  return { service: options.service, type: sanitizeType(options.type), ext: options.ext, timeMs };
}

function* candidateKeys(parts: KeyParts, suffix: string, severalPods: boolean): Generator<string> {
  if (!severalPods) yield formatKey(parts);
  yield formatKey({ ...parts, suffix });
  yield* randomKeys(parts, suffix);
}

/** Keys that no other writer has: where a store may replace what another stored meanwhile, the only ones. */
function* randomKeys(parts: KeyParts, suffix: string): Generator<string> {
  for (let attempt = 0; attempt < RANDOM_ATTEMPTS; attempt++) {
    yield formatKey({ ...parts, suffix: `${suffix}-${randomBase32(6)}` });
  }
}

/** Whether a taken key holds this very profile: an earlier attempt that was reported as failed, or a repeated put. */
async function isSame(
  store: BlobStore,
  key: string,
  metadata: Metadata,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const found = await store.head(key, { signal });
  return (
    found !== undefined &&
    found.metadata.sha256 === metadata.sha256 &&
    found.metadata['pod-name'] === metadata['pod-name'] &&
    found.metadata.timestamp === metadata.timestamp
  );
}

/** The key under which an earlier attempt stored this very profile, with random characters that nobody remembers. */
async function findEarlier(
  store: BlobStore,
  parts: KeyParts,
  metadata: Metadata,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const end = `-${parts.type}.${parts.ext}`;
  const start = formatKey(parts).slice(0, -end.length);
  for await (const { key } of store.list({ prefix: `${start}-`, signal })) {
    if (key.endsWith(end) && (await isSame(store, key, metadata, signal))) return key;
  }
  return undefined;
}

function randomBase32(length: number): string {
  return Array.from(lateCrypto().randomBytes(length), (byte) => BASE32[byte & 31]).join('');
}
