/** Reads the sources of the reference's command line: what cannot be read is reported and left out. */
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HttpClient, HttpResponse } from '../ports/http-client.ts';
import { DEFAULT_LIMITS } from '../profile/limits.ts';
import { BLANK_MAPPING, type Mapping, type Profile } from '../profile/profile.ts';
import { decodeUtf8 } from '../profile/utf8.ts';
import { undoContentEncoding } from '../store/undo-content-encoding.ts';
import { type DecodeSourcesDeps, decodeSources, type ReadableSource } from './decode-sources.ts';
import { sourceUrl } from './go-source-url.ts';
import { formatDuration } from './go-time.ts';
import type { PprofRequest } from './pprof-flags.ts';

export interface LoadSourcesDeps extends DecodeSourcesDeps {
  files(): Promise<FileSystem>;
  http(): Promise<HttpClient>;
  readonly warn: (message: string) => void;
}

type FetchOptions = Pick<PprofRequest, 'seconds' | 'timeoutSeconds' | 'tls' | 'buildId'> & {
  /** The program's file that the user named. */
  readonly program?: string | undefined;
};

/**
 * The profiles of all sources that can be read, in their order; the others are reported. What comes over the network
 * is asked for at the same time: a CPU profile of each of three servers takes as long as one. `onProfile` gets each
 * profile when it and those before it are there.
 */
export async function loadSources(
  sources: readonly string[],
  options: FetchOptions,
  deps: LoadSourcesDeps,
  onProfile: (profile: Profile) => void = () => {},
): Promise<Profile[]> {
  const located = await Promise.all(sources.map((source) => locate(source, options, deps)));
  const profiles: Profile[] = [];
  let i = 0;
  for await (const decoded of decodeSources(located, deps)) {
    const source = sources[i++];
    if ('error' in decoded) {
      if (!(decoded.error instanceof ProfError)) throw decoded.error;
      deps.warn(`${source}: ${decoded.error.message}`);
      continue;
    }
    const profile = withProgram(withMapping(decoded.profile), options);
    profiles.push(profile);
    onProfile(profile);
  }
  return profiles;
}

/** A file is read shortly before its turn comes, so that no more than two are in memory undecoded. */
async function locate(source: string, options: FetchOptions, deps: LoadSourcesDeps): Promise<ReadableSource> {
  const files = await deps.files();
  const path = literalPath(source);
  const found = await files.stat(path);
  if (found?.kind === 'folder') return failing(new ProfError('USAGE', `read ${source}: is a directory`));
  if (found !== undefined) {
    const limits = { ...DEFAULT_LIMITS, ...deps.limits };
    const maxBytes = Math.max(limits.compressedBytes, limits.decodedBytes);
    return { sizeBytes: found.sizeBytes, read: () => files.read(path, maxBytes) };
  }
  const url = sourceUrl(source, options.seconds, options.timeoutSeconds);
  if (url === undefined) {
    return failing(new ProfError('NOT_FOUND', `stat ${source}: no such file or directory`));
  }
  const fetched = fetchSource(url.url, url.timeoutMs, options, deps);
  // Whoever waits for it hears of a failure; until then it is not one that nobody handles.
  fetched.catch(() => {});
  return { sizeBytes: 0, read: () => fetched };
}

const failing = (error: ProfError): ReadableSource => ({ sizeBytes: 0, read: () => Promise.reject(error) });

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
