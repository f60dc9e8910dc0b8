/**
 * How every command names profiles: a path, `-`, a URL, `store:KEY`, or the store's own
 * `SERVICE[/TYPE][@WHEN | @FROM..TO][,pod=P]…[~N]`.
 *
 * In SERVICE and P, characters that mean something here may be percent-encoded: `%40scope%2Fapp/cpu`.
 */
import { ProfError } from '../kit/errors.ts';
import { isGlob } from '../kit/glob.ts';
import { parseWhen, WHEN_FORMS } from '../kit/when.ts';
import { parseKey, sanitizeType } from './keys.ts';

/** Profiles of one service: its newest run at or before a moment, or all in a window. */
export interface StoreQuery {
  readonly kind: 'query';
  readonly text: string;
  /** `store:` was said: a path of that name does not count. */
  readonly forced: boolean;
  readonly service: string;
  readonly type?: string;
  readonly time:
    | { readonly kind: 'newest' }
    | { readonly kind: 'at'; readonly atMs: number }
    | { readonly kind: 'window'; readonly fromMs: number | undefined; readonly toMs: number | undefined };
  /** Only these pods; empty: all. */
  readonly pods: readonly string[];
  /** So many runs before. */
  readonly back: number;
}

export type Reference =
  | { readonly kind: 'stdin' }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  /** An object of the store, by its key. */
  | { readonly kind: 'key'; readonly key: string }
  | StoreQuery
  /** No reference to the store; may still be a path. */
  | { readonly kind: 'unclear'; readonly text: string; readonly problem: ProfError };

/** File name endings by which a reference is known to be a path. */
export const PROFILE_FILE =
  /\.(?:pprof|pb|prof|pgo|cpuprofile|heapprofile|heaprofile|heapsnapshot|trace|trace\.json|collapsed|folded|austin|speedscope(?:\.json)?|perf\.txt)(?:\.gz)?$/i;

const QUERY = /^([^/@,~]+)(?:\/([A-Za-z][\w:-]*))?(?:@([^,~]*))?((?:,[^,~]*)*)(?:~(\d{1,6}))?$/s;

/**
 * What a reference means; nothing is looked up. Times are relative to `nowMs`.
 * @throws ProfError USAGE for an empty reference, an unknown scheme, a bad file URL, and a bad `store:` reference.
 */
export function parseReference(text: string, options: { readonly nowMs: number }): Reference {
  if (text === '') throw new ProfError('USAGE', 'an empty reference', { hints: REFERENCE_HINTS });
  if (text === '-') return { kind: 'stdin' };
  if (text.startsWith('store:')) return parseForced(text.slice('store:'.length), options.nowMs);
  if (/^(?:\.{0,2}\/|~\/)/.test(text) || text === '.' || text === '..') return { kind: 'path', path: text };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined) return parseUrl(text, scheme);
  if (isGlob(text) || text.endsWith('/') || PROFILE_FILE.test(text)) return { kind: 'path', path: text };
  try {
    return parseQuery(text, options.nowMs, false);
  } catch (error) {
    if (error instanceof ProfError) return { kind: 'unclear', text, problem: error };
    throw error;
  }
}

/** A reference that finds the newest run of a service and type. */
export function formatReference(service: string, type?: string): string {
  const name = service.replace(/[%/@,~*?[:\s\\]|^[-.]/gu, percentEncode);
  const text = type === undefined ? name : `${name}/${type}`;
  return PROFILE_FILE.test(text) ? `store:${text}` : text;
}

function parseForced(text: string, nowMs: number): Reference {
  if (parseKey(text)) return { kind: 'key', key: text };
  return parseQuery(text, nowMs, true);
}

function parseUrl(text: string, scheme: string): Reference {
  if (scheme === 'http' || scheme === 'https') return { kind: 'url', url: text };
  if (scheme === 'file') return { kind: 'path', path: pathOfFileUrl(text) };
  throw new ProfError('USAGE', `prof reads no profiles from ${scheme}:// URLs`, { hints: REFERENCE_HINTS });
}

/** RFC 8089; the host may be left out or be this one. */
function pathOfFileUrl(url: string): string {
  try {
    return decodeURIComponent(url.replace(/^file:\/\/(?:localhost(?=\/))?/i, ''));
  } catch (error) {
    throw new ProfError('USAGE', `not a file URL: ${url}`, {
      cause: error,
      hints: ['a % stands before two hexadecimal digits; the sign itself is written %25'],
    });
  }
}

function parseQuery(text: string, nowMs: number, forced: boolean): StoreQuery {
  const found = QUERY.exec(text);
  if (!found)
    throw new ProfError('USAGE', `not a reference to a profile: ${text}`, { hints: REFERENCE_HINTS });
  const [, service = '', type, when, options = '', back = '0'] = found;
  const time = when === undefined ? ({ kind: 'newest' } as const) : parseTime(text, when, nowMs);
  if (time.kind === 'window' && back !== '0') {
    throw new ProfError('USAGE', `a window of time has no runs before it: ${text}`, {
      hints: ['leave out ~N, or name one moment instead of FROM..TO'],
    });
  }
  return {
    kind: 'query',
    text,
    forced,
    service: decodePercent(service),
    ...(type === undefined ? {} : { type: sanitizeType(type) }),
    time,
    pods:
      options === ''
        ? []
        : options
            .slice(1)
            .split(',')
            .map((option) => podOf(text, option)),
    back: Number(back),
  };
}

function podOf(text: string, option: string): string {
  const pod = /^pod=(.+)$/s.exec(option)?.[1];
  if (pod !== undefined) return decodePercent(pod);
  throw new ProfError('USAGE', `unknown option ,${option} in ${text}`, {
    hints: [',pod=NAME is the one there is'],
  });
}

function parseTime(
  text: string,
  when: string,
  nowMs: number,
): Exclude<StoreQuery['time'], { kind: 'newest' }> {
  const dots = when.indexOf('..');
  if (dots === -1) return { kind: 'at', atMs: momentOf(text, when, { nowMs, edge: 'last' }) };
  const from = when.slice(0, dots);
  const to = when.slice(dots + 2);
  const fromMs = from === '' ? undefined : momentOf(text, from, { nowMs, edge: 'first' });
  const toMs = to === '' ? undefined : momentOf(text, to, { nowMs, edge: 'last' });
  if (from === '' && to === '')
    throw new ProfError('USAGE', `a window without an end: ${text}`, { hints: WINDOW_HINTS });
  if (fromMs !== undefined && toMs !== undefined && fromMs > toMs) {
    throw new ProfError('USAGE', `the window ends before it begins: ${text}`, { hints: WINDOW_HINTS });
  }
  return { kind: 'window', fromMs, toMs };
}

function momentOf(text: string, when: string, options: { nowMs: number; edge: 'first' | 'last' }): number {
  const timeMs = parseWhen(when, options);
  if (timeMs !== undefined) return timeMs;
  throw new ProfError('USAGE', `not a time: ${when} (in ${text})`, {
    hints: [`times are written as ${WHEN_FORMS}`],
  });
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function percentEncode(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

const WINDOW_HINTS = ['a window is written FROM..TO, for example checkout/cpu@2024-01-15..2024-01-16'];

const REFERENCE_HINTS = [
  'a service of the store: checkout, checkout/cpu, checkout/cpu@yesterday, checkout/cpu~1',
  'a file, a folder, a URL: ./cpu.pb.gz, ./profiles/, https://host/debug/pprof/heap',
  'one object: store:2024-01-15/checkout/20240115-120000-cpu.pprof',
];
