/**
 * The grammar of keys: `{YYYY-MM-DD}/{service}/{YYYYMMDD-HHmmss}[-{suffix}]-{type}.{ext}`, in UTC.
 *
 * Reading is wider than writing: stamps without the dash, the `.heaprofile` spelling, and two foreign layouts,
 * OpenProfiling's exporter (at the root) and autopgo's staged and merged profiles.
 */
import { formatDay, parseDay, utcMs } from '../kit/when.ts';
import { decodeSegment, encodeSegment, encodeService } from './service-folder.ts';

export const PROFILE_EXTENSIONS = [
  'pprof',
  'cpuprofile',
  'heapprofile',
  'heapsnapshot',
  'trace.json',
  'trace',
] as const;

export type ProfileExtension = (typeof PROFILE_EXTENSIONS)[number];

/** What a key says. The metadata of the profile may know better. */
export interface ProfileKey {
  readonly key: string;
  readonly layout: 'prof' | 'openprofiling' | 'autopgo';
  readonly service: string;
  readonly type: string;
  readonly ext: ProfileExtension;
  /** Undefined where the key holds no time (autopgo's merged profile). */
  readonly timeMs: number | undefined;
  /** The end of the pod's name, or six digits of the content's hash; with random characters after a collision. */
  readonly suffix: string | undefined;
}

export interface KeyParts {
  readonly service: string;
  readonly type: string;
  readonly ext: ProfileExtension;
  readonly timeMs: number;
  readonly suffix?: string;
}

/** The service that OpenProfiling's keys are filed under: they carry none. */
export const OPENPROFILING_SERVICE = 'openprofiling';

const FILE_NAME = /^(\d{8})-?(\d{6})(?:-(.+))?-([a-z][a-z0-9_]*)\.(\w+(?:\.json)?)$/s;
const OPENPROFILING =
  /^(cpu_profile|heap_profile|heap_snapshot|perfecto)-(\d{4}-\d{2}-\d{2}T[\d:.]+Z)\.(cpuprofile|heapprofile|heaprofile|heapsnapshot|json)$/i;
const AUTOPGO = /^([a-z0-9-]+)\/(?:staging\/(\d{10,19})|default\.pgo)$/;

/** The key of a profile. The type must be one (`sanitizeType`). @throws ProfError USAGE for an empty service. */
export function formatKey(parts: KeyParts): string {
  const stamp = formatStamp(parts.timeMs);
  const middle = parts.suffix === undefined ? '' : `${parts.suffix}-`;
  return `${formatDay(parts.timeMs)}/${encodeService(parts.service)}/${stamp}-${middle}${parts.type}.${parts.ext}`;
}

/** What a key says, or undefined if it is not a profile's. */
export function parseKey(key: string): ProfileKey | undefined {
  const segments = key.split('/');
  if (segments.length === 3 && parseDay(segments[0]!) !== undefined) return parseOwn(key, segments);
  return parseOpenProfiling(key) ?? parseAutopgo(key);
}

/** `20240115-120000`, UTC. */
export function formatStamp(timeMs: number): string {
  const iso = new Date(timeMs).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19).replaceAll(':', '')}`;
}

/** Any name as a type, `[a-z][a-z0-9_]*`: other characters become `_`. */
export function sanitizeType(name: string): string {
  const type = name
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .slice(0, 60);
  return /^[a-z]/.test(type) ? type : `t${type}`;
}

/** The suffix of a pod's profiles: the last segment of its name. */
export function podSuffix(pod: string): string {
  const last = pod.slice(pod.lastIndexOf('-') + 1);
  return encodeSegment(last === '' ? pod : last, 60);
}

function parseOwn(key: string, segments: readonly string[]): ProfileKey | undefined {
  const found = FILE_NAME.exec(segments[2]!);
  const service = segments[1]!;
  if (!found || service === '' || service.startsWith('.')) return undefined;
  const timeMs = stampMs(found[1]! + found[2]!);
  const ext = extensionOf(found[5]!);
  if (timeMs === undefined || ext === undefined) return undefined;
  return {
    key,
    layout: 'prof',
    service: decodeSegment(service),
    type: found[4]!,
    ext,
    timeMs,
    suffix: found[3],
  };
}

function stampMs(digits: string): number | undefined {
  const pieces = [digits.slice(0, 4), ...(digits.slice(4).match(/../g) ?? [])];
  return utcMs(pieces.map(Number));
}

function extensionOf(text: string): ProfileExtension | undefined {
  const ext = text === 'heaprofile' ? 'heapprofile' : text;
  return PROFILE_EXTENSIONS.find((known) => known === ext);
}

const OPENPROFILING_TYPES: Readonly<Record<string, string>> = {
  cpu_profile: 'cpu',
  heap_profile: 'heap',
  heap_snapshot: 'heapsnapshot',
  perfecto: 'trace',
};

function parseOpenProfiling(key: string): ProfileKey | undefined {
  const found = OPENPROFILING.exec(key);
  if (!found) return undefined;
  const timeMs = Date.parse(found[2]!);
  const ext = found[3]!.toLowerCase() === 'json' ? 'trace.json' : extensionOf(found[3]!.toLowerCase());
  const type = OPENPROFILING_TYPES[found[1]!.toLowerCase()];
  if (Number.isNaN(timeMs) || ext === undefined || type === undefined) return undefined;
  return {
    key,
    layout: 'openprofiling',
    service: OPENPROFILING_SERVICE,
    type,
    ext,
    timeMs,
    suffix: undefined,
  };
}

function parseAutopgo(key: string): ProfileKey | undefined {
  const found = AUTOPGO.exec(key);
  if (!found || parseDay(found[1]!) !== undefined) return undefined;
  const timeMs = found[2] === undefined ? undefined : epochMs(found[2]);
  return { key, layout: 'autopgo', service: found[1]!, type: 'cpu', ext: 'pprof', timeMs, suffix: undefined };
}

/** Autopgo's staging number: seconds in older versions, then milliseconds, now nanoseconds. */
function epochMs(digits: string): number {
  const unitMs = digits.length <= 11 ? 1_000 : digits.length <= 14 ? 1 : digits.length <= 17 ? 1e-3 : 1e-6;
  return Math.floor(Number(digits) * unitMs);
}
