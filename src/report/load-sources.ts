/** Reads the sources of the reference's command line: what cannot be read is reported and left out. */
import { isNoProto } from '../formats/pprof/no-proto.ts';
import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HttpClient } from '../ports/http-client.ts';
import { decodePprof } from '../profile/decode.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import { BLANK_MAPPING, type Mapping, type Profile } from '../profile/profile.ts';
import { undoContentEncoding } from '../store/undo-content-encoding.ts';
import { sourceUrl } from './go-source-url.ts';
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

/** The profiles of all sources that can be read, in their order. Fails with NOT_FOUND when there is none. */
export async function loadSources(
  sources: readonly string[],
  what: 'source' | 'base',
  options: FetchOptions,
  deps: LoadSourcesDeps,
): Promise<Profile[]> {
  const profiles: Profile[] = [];
  for (const source of sources) {
    try {
      const bytes = await readSource(source, options, deps);
      const profile = await decode(bytes, deps.limits);
      profiles.push(withProgram(withMapping(profile), options));
    } catch (error) {
      if (!(error instanceof ProfError)) throw error;
      deps.warn(`${source}: ${error.message}`);
    }
  }
  if (profiles.length === 0 && sources.length > 0) {
    throw new ProfError('NOT_FOUND', `failed to fetch any ${what} profiles`);
  }
  if (profiles.length < sources.length) {
    deps.warn(`Fetched ${profiles.length} ${what} profiles out of ${sources.length}`);
  }
  return profiles;
}

/** What reads the formats from before the proto is loaded where such a file comes. */
async function decode(bytes: Uint8Array, limits: Partial<DecodeLimits> | undefined): Promise<Profile> {
  try {
    return decodePprof(bytes, { limits });
  } catch (error) {
    if (!isNoProto(error)) throw error;
    const { readLegacy } = await import('../formats/pprof-legacy/read-legacy.ts');
    return readLegacy(bytes, error, limits);
  }
}

async function readSource(source: string, options: FetchOptions, deps: LoadSourcesDeps): Promise<Uint8Array> {
  const files = await deps.files();
  const path = literalPath(source);
  const found = await files.stat(path);
  if (found?.kind === 'folder') throw new ProfError('USAGE', `read ${source}: is a directory`);
  if (found !== undefined) {
    const limits = { ...DEFAULT_LIMITS, ...deps.limits };
    return files.read(path, Math.max(limits.compressedBytes, limits.decodedBytes));
  }
  const url = sourceUrl(source, options.seconds, options.timeoutSeconds);
  if (url === undefined) throw new ProfError('NOT_FOUND', `stat ${source}: no such file or directory`);
  return fetchSource(url.url, url.timeoutMs, options, deps);
}

/** Here `-` and `~` are names like any other. */
export const literalPath = (path: string): string => (path.startsWith('/') ? path : `./${path}`);

async function fetchSource(
  url: string,
  timeoutMs: number,
  options: FetchOptions,
  deps: LoadSourcesDeps,
): Promise<Uint8Array> {
  deps.warn(`Fetching profile over HTTP from ${url}`);
  if (options.seconds > 0) deps.warn(`Please wait... (${options.seconds}s)`);
  const insecure = url.startsWith('https+insecure:');
  const http = await deps.http();
  const response = await http.get({
    url: insecure ? url.replace('+insecure', '') : url,
    timeoutMs,
    maxBodyBytes: { ...DEFAULT_LIMITS, ...deps.limits }.compressedBytes,
    tls: { ...(await readTls(options.tls, deps)), ...(insecure ? { insecure } : {}) },
  });
  if (response.status === 200) return undoContentEncoding(response, deps.limits);
  throw new ProfError('UNREACHABLE', `server response: ${response.status}`);
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
function withProgram(profile: Profile, { program = '', buildId }: FetchOptions): Profile {
  const [main, ...others] = profile.mappings;
  if (main === undefined || (program === '' && buildId === '')) return profile;
  return {
    ...profile,
    mappings: [{ ...main, file: program || main.file, buildId: main.buildId || buildId }, ...others],
  };
}
