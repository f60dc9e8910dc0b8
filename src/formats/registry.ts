/** Every kind of file that prof knows. To add one: a folder beside this file, and a line here. */
import { ProfError } from '../kit/errors.ts';
import { gunzip } from '../profile/gzip.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import type { Profile } from '../profile/profile.ts';
import { chromeTraceFormat } from './chrome-trace/chrome-trace-format.ts';
import { collapsedFormat } from './collapsed/collapsed-format.ts';
import { FileContent } from './file-content.ts';
import { firefoxFormat } from './firefox-profiler/firefox-format.ts';
import { goroutinesFormat } from './go-goroutines/goroutines-format.ts';
import { goTextFormat } from './go-text/go-text-format.ts';
import { goTraceFormat } from './go-trace/go-trace-format.ts';
import { perfScriptFormat } from './perf-script/perf-script-format.ts';
import { pprofFormat } from './pprof/pprof-format.ts';
import type { FormatId, ProfileFormat } from './profile-format.ts';
import { speedscopeFormat } from './speedscope/speedscope-format.ts';
import { cpuProfileFormat } from './v8-cpuprofile/cpuprofile-format.ts';
import { heapProfileFormat } from './v8-heapprofile/heapprofile-format.ts';
import { heapSnapshotFormat } from './v8-heapsnapshot/heapsnapshot-format.ts';

export type { FormatId } from './profile-format.ts';

export const FORMATS: readonly ProfileFormat[] = [
  goTraceFormat,
  heapSnapshotFormat,
  cpuProfileFormat,
  heapProfileFormat,
  chromeTraceFormat,
  speedscopeFormat,
  firefoxFormat,
  pprofFormat,
  goTextFormat,
  perfScriptFormat,
  collapsedFormat,
  // Last, for it looks through the whole text.
  goroutinesFormat,
];

/** What `--from` takes. */
export const READABLE_FORMATS: readonly FormatId[] = FORMATS.filter(({ decode }) => decode !== undefined).map(
  ({ id }) => id,
);

/**
 * What a file is, by its content; where that leaves it open (JSON of unknown keys, damaged binary data), by its name.
 * @returns undefined for what is no profile.
 */
export function sniffFormat(bytes: Uint8Array, name?: string): FormatId | undefined {
  return findFormat(new FileContent(bytes), name)?.id;
}

export interface DecodeOptions {
  /** The file's name: breaks ties, never overrules the content. */
  readonly name?: string | undefined;
  /** What the file is, whatever it looks like. */
  readonly format?: FormatId | undefined;
  readonly limits?: Partial<DecodeLimits> | undefined;
}

/**
 * The profile in a file of any known format, gzip or not.
 * @throws ProfError BAD_PROFILE where it is none (quoting the first line of what it is instead) or is damaged,
 * BAD_DATA for a known file that holds no samples of stacks, LIMIT.
 */
export async function decodeProfile(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Profile> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (bytes.length === 0) throw new ProfError('BAD_PROFILE', 'the file is empty');
  const content = new FileContent(bytes);
  const format = FORMATS.find(({ id }) => id === options.format) ?? findFormat(content, options.name);
  if (format === undefined) return decodeUnknown(bytes, content, limits);
  if (format.decode === undefined) {
    throw new ProfError('BAD_DATA', `${format.title}: prof writes it, and does not read it`, {
      details: { format: format.id },
    });
  }
  const isWrapped = content.isGzip && format !== pprofFormat;
  return format.decode(isWrapped ? gunzip(bytes, limits) : bytes, limits);
}

function findFormat(content: FileContent, name: string | undefined): ProfileFormat | undefined {
  const shown = FORMATS.find((format) => format.matches(content));
  if (shown || name === undefined) return shown;
  const ending = name.toLowerCase().replace(/\.gz$/, '');
  const isText = content.firstLine() !== undefined;
  return FORMATS.find(
    ({ endings, shape }) =>
      (shape === 'json' ? content.isJson : isText === (shape === 'text')) &&
      endings.some((known) => ending.endsWith(known.replace(/\.gz$/, ''))),
  );
}

/** The decoders decide, for a profile may begin oddly; what is refused and readable is quoted instead of its reason. */
async function decodeUnknown(
  bytes: Uint8Array,
  content: FileContent,
  limits: DecodeLimits,
): Promise<Profile> {
  const { readPprof } = await import('./pprof/read-pprof.ts');
  try {
    return readPprof(bytes, { limits });
  } catch (error) {
    const line = content.firstLine();
    if (line === undefined || !(error instanceof ProfError) || error.code !== 'BAD_PROFILE') throw error;
    // Damaged, but of a known format: the error says more than the first line would.
    if (error.details.format !== undefined) throw error;
    const kind = describeText(line);
    throw new ProfError('BAD_PROFILE', `no profile: it looks like ${kind}: ${line}`, {
      hints:
        kind === 'HTML' ? ['that is a web page: the address may be wrong, or a login stands before it'] : [],
      details: { looksLike: kind, firstLine: line },
      cause: error,
    });
  }
}

function describeText(line: string): string {
  if (/^<(?:!doctype html|html|head|body)/i.test(line)) return 'HTML';
  if (/^<\?xml/i.test(line)) return 'XML';
  return /^[[{]/.test(line) ? 'JSON' : 'text';
}
