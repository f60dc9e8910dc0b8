/** Reads the sources of the reference's command line: what cannot be read is reported and left out. */
import { isNoProto } from '../formats/pprof/no-proto.ts';
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HttpClient, HttpResponse } from '../ports/http-client.ts';
import { decodePprof } from '../profile/decode.ts';
import { gunzipAside, isGzip } from '../profile/gzip.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import { BLANK_MAPPING, type Mapping, type Profile } from '../profile/profile.ts';
import { decodeUtf8 } from '../profile/utf8.ts';
import { undoContentEncoding } from '../store/undo-content-encoding.ts';
import { sourceUrl } from './go-source-url.ts';
import { formatDuration } from './go-time.ts';
import type { PprofRequest } from './pprof-flags.ts';

export interface LoadSourcesDeps {
  files(): Promise<FileSystem>;
  http(): Promise<HttpClient>;
  readonly limits?: Partial<DecodeLimits>;
  readonly warn: (message: string) => void;
}

type FetchOptions = Pick<PprofRequest, 'seconds' | 'timeoutSeconds' | 'tls' | 'buildId'> & {
  /** The program's file that the user named. */
  readonly program?: string | undefined;
};

/**
 * The profiles of all sources that can be read, in their order; the others are reported. What comes over the network
 * is asked for at the same time: a CPU profile of each of three servers takes as long as one.
 */
export async function loadSources(
  sources: readonly string[],
  options: FetchOptions,
  deps: LoadSourcesDeps,
): Promise<Profile[]> {
  const located = await Promise.all(sources.map((source) => locate(source, options, deps)));
  const profiles: Profile[] = [];
  let ahead: Promise<Opened> | undefined;
  for (const [i, read] of located.entries()) {
    const current: Promise<Opened> = ahead ?? read().then((bytes) => ({ bytes, gunzipped: undefined }));
    const following = located[i + 1];
    // It is decompressed while this one is decoded.
    ahead = following && open(following, deps.limits);
    await ahead?.catch(() => undefined);
    try {
      const profile = await decode(await current, deps.limits);
      profiles.push(withProgram(withMapping(profile), options));
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      deps.warn(`${sources[i]}: ${error.message}`);
    }
  }
  return profiles;
}

interface Opened {
  readonly bytes: Uint8Array;
  /** What it holds, where it is gzip. */
  readonly gunzipped: Promise<Uint8Array> | undefined;
}

/** A source with its decompression begun. */
function open(read: () => Promise<Uint8Array>, limits: Partial<DecodeLimits> | undefined): Promise<Opened> {
  const opened = (async () => {
    const bytes = await read();
    const gunzipped = isGzip(bytes) ? gunzipAside(bytes, limits) : undefined;
    gunzipped?.catch(() => {});
    return { bytes, gunzipped };
  })();
  // Whoever waits for it hears of a failure; until then it is not one that nobody handles.
  opened.catch(() => {});
  return opened;
}

/** What reads the formats from before the proto is loaded where such a file comes. */
async function decode(
  { bytes, gunzipped }: Opened,
  limits: Partial<DecodeLimits> | undefined,
): Promise<Profile> {
  try {
    return decodePprof(bytes, { limits, gunzipped: await gunzipped });
  } catch (error) {
    if (!isNoProto(error)) throw error;
    if (isPerfData(bytes)) throw new ProfError('BAD_PROFILE', PERF_DATA_HINT);
    const { readLegacy } = await import('../formats/pprof-legacy/read-legacy.ts');
    return readLegacy(bytes, error, limits);
  }
}

const PERF_DATA_HINT =
  'perf.data is not read here; convert it with perf_to_profile of github.com/google/perf_data_converter';

/** The file of `perf record`, which the reference has another program convert. */
const isPerfData = (bytes: Uint8Array): boolean =>
  decodeUtf8(bytes, 0, Math.min(8, bytes.length)) === 'PERFILE2';

/** A file is read shortly before its turn comes, so that no more than two are in memory undecoded. */
async function locate(
  source: string,
  options: FetchOptions,
  deps: LoadSourcesDeps,
): Promise<() => Promise<Uint8Array>> {
  const files = await deps.files();
  const path = literalPath(source);
  const found = await files.stat(path);
  if (found?.kind === 'folder') return failing(new ProfError('USAGE', `read ${source}: is a directory`));
  if (found !== undefined) {
    const limits = { ...DEFAULT_LIMITS, ...deps.limits };
    return () => files.read(path, Math.max(limits.compressedBytes, limits.decodedBytes));
  }
  const url = sourceUrl(source, options.seconds, options.timeoutSeconds);
  if (url === undefined) {
    return failing(new ProfError('NOT_FOUND', `stat ${source}: no such file or directory`));
  }
  const fetched = fetchSource(url.url, url.timeoutMs, options, deps);
  // Whoever waits for it hears of a failure; until then it is not one that nobody handles.
  fetched.catch(() => {});
  return () => fetched;
}

const failing = (error: ProfError) => () => Promise.reject(error);

/** Here `-` and `~` are names like any other. */
export const literalPath = (path: string): string => (path.startsWith('/') ? path : `./${path}`);

async function fetchSource(
  url: string,
  timeoutMs: number,
  options: FetchOptions,
  deps: LoadSourcesDeps,
): Promise<Uint8Array> {
  deps.warn(`Fetching profile over HTTP from ${url}`);
  if (options.seconds > 0) {
    deps.warn(`Please wait... (${formatDuration(BigInt(options.seconds) * 1_000_000_000n)})`);
  }
  const insecure = url.startsWith('https+insecure:');
  const http = await deps.http();
  const response = await http.get({
    url: insecure ? url.replace('+insecure', '') : url,
    timeoutMs,
    maxBodyBytes: { ...DEFAULT_LIMITS, ...deps.limits }.compressedBytes,
    tls: { ...(await readTls(options.tls, deps)), ...(insecure ? { insecure } : {}) },
  });
  if (response.status === 200) return undoContentEncoding(response, deps.limits);
  throw new ProfError('UNREACHABLE', `server response: ${refusal(response)}`);
}

/** Go's own handlers say in the body why they refuse. */
function refusal({ status, reason, headers, body }: HttpResponse): string {
  const line = `${status} ${reason}`.trimEnd();
  const isOwn = headers['x-go-pprof'] !== undefined && (headers['content-type'] ?? '').includes('text/plain');
  return isOwn ? `${line} - ${decodeUtf8(body)}` : line;
}

const MAX_PEM_BYTES = 1 << 20;

async function readTls(tls: FetchOptions['tls'], deps: LoadSourcesDeps): Promise<Record<string, string>> {
  if (tls.cert === '' && tls.key !== '') {
    throw new ProfError('USAGE', '-tls_key is specified, so -tls_cert must also be specified');
  }
  if (tls.cert !== '' && tls.key === '') {
    throw new ProfError('USAGE', '-tls_cert is specified, so -tls_key must also be specified');
  }
  const texts: Record<string, string> = {};
  for (const [name, path] of Object.entries(tls)) {
    if (path === '') continue;
    texts[name] = new TextDecoder().decode(await (await deps.files()).read(literalPath(path), MAX_PEM_BYTES));
  }
  return texts;
}

const NO_KNOWN_MAPPING: Mapping = { id: 1n, ...BLANK_MAPPING };

/** A profile without mappings gets one that says nothing, for all its locations. */
export function withMapping(profile: Profile): Profile {
  if (profile.mappings.length > 0) return profile;
  const { locations } = profile;
  return {
    ...profile,
    mappings: [NO_KNOWN_MAPPING],
    locations: { ...locations, mapping: new Uint32Array(locations.count) },
  };
}

/** The first mapping is taken for the program: the user may name its file, and its build id where it has none. */
export function withProgram(
  profile: Profile,
  { program = '', buildId }: { readonly program?: string | undefined; readonly buildId: string },
): Profile {
  const [main, ...others] = profile.mappings;
  if (main === undefined || (program === '' && buildId === '')) return profile;
  return {
    ...profile,
    mappings: [{ ...main, file: program || main.file, buildId: main.buildId || buildId }, ...others],
  };
}
