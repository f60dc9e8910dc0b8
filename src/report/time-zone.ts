/**
 * Local time as the reference shows it: zone abbreviations come from the tz database's own files (RFC 9636),
 * for Intl says "GMT+1" where they say "CET".
 */
import { posixZoneAt } from './posix-zone.ts';

export interface ZoneMoment {
  /** `CET`, `+03`; may be empty. */
  readonly abbreviation: string;
  /** Seconds east of UTC. */
  readonly offsetSeconds: number;
}

export interface TimeZone {
  at(unixSeconds: number): ZoneMoment;
}

export const UTC: TimeZone = { at: () => ({ abbreviation: 'UTC', offsetSeconds: 0 }) };

const ZONE_FOLDERS = [
  '/usr/share/zoneinfo/',
  '/usr/share/lib/zoneinfo/',
  '/usr/lib/locale/TZ/',
  '/etc/zoneinfo/',
];

/**
 * The zone that the TZ variable names (undefined: not set, the system's zone; empty or `UTC`: UTC, without
 * reading anything). `readFile` gives a file's bytes, or undefined where it cannot be read; what is not there or
 * not a zone file counts as UTC.
 */
export async function localTimeZone(
  tz: string | undefined,
  readFile: (path: string) => Promise<Uint8Array | undefined>,
): Promise<TimeZone> {
  for (const path of zoneFiles(tz)) {
    const bytes = await readFile(path);
    const zone = bytes && parseZoneFile(bytes);
    if (zone !== undefined) return zone;
  }
  return UTC;
}

function zoneFiles(tz: string | undefined): readonly string[] {
  if (tz === undefined) return ['/etc/localtime'];
  const name = tz.startsWith(':') ? tz.slice(1) : tz;
  if (name === '' || name === 'UTC') return [];
  return name.startsWith('/') ? [name] : ZONE_FOLDERS.map((folder) => folder + name);
}

interface Zone extends ZoneMoment {
  readonly isDst: boolean;
}

/** Undefined: not a zone file. */
export function parseZoneFile(bytes: Uint8Array): TimeZone | undefined {
  try {
    return readZoneFile(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const HEADER_BYTES = 44;
const COUNT_NAMES = ['utc', 'std', 'leap', 'time', 'zone', 'char'] as const;

type Counts = Record<(typeof COUNT_NAMES)[number], number>;

function readCounts(view: DataView, at: number): Counts {
  const counts = COUNT_NAMES.map((name, i) => [name, view.getUint32(at + 20 + 4 * i)] as const);
  return Object.fromEntries(counts) as Counts;
}

const bodyBytes = (c: Counts, timeBytes: number): number =>
  c.time * (timeBytes + 1) + c.zone * 6 + c.char + c.leap * (timeBytes + 4) + c.std + c.utc;

function readZoneFile(view: DataView): TimeZone | undefined {
  if (view.getUint32(0) !== 0x545a6966 /* "TZif" */) return undefined;
  const hasLongTimes = view.getUint8(4) !== 0;
  // From version 2 on the data comes twice: with 32-bit, then with 64-bit times.
  const header = hasLongTimes ? HEADER_BYTES + bodyBytes(readCounts(view, 0), 4) : 0;
  const counts = readCounts(view, header);
  const timeBytes = hasLongTimes ? 8 : 4;
  const times = header + HEADER_BYTES;
  const indices = times + counts.time * timeBytes;
  const zoneData = indices + counts.time;
  const names = zoneData + counts.zone * 6;
  const zones = Array.from({ length: counts.zone }, (_, i): Zone => {
    const at = zoneData + 6 * i;
    return {
      offsetSeconds: view.getInt32(at),
      isDst: view.getUint8(at + 4) !== 0,
      abbreviation: readText(view, names + view.getUint8(at + 5), names + counts.char),
    };
  });
  if (zones.length === 0) return undefined;
  const changes = Array.from({ length: counts.time }, (_, i) => ({
    at: hasLongTimes ? Number(view.getBigInt64(times + 8 * i)) : view.getInt32(times + 4 * i),
    zone: view.getUint8(indices + i),
  }));
  if (changes.some((change) => change.zone >= zones.length)) return undefined;
  const rest = header + HEADER_BYTES + bodyBytes(counts, timeBytes);
  return new FileZone(zones, changes, hasLongTimes ? readFooter(view, rest) : '');
}

/** The rule for times after the last change, between two newlines at the end of the file. */
function readFooter(view: DataView, at: number): string {
  const size = view.byteLength - at;
  if (size <= 2 || view.getUint8(at) !== 10 || view.getUint8(view.byteLength - 1) !== 10) return '';
  return readText(view, at + 1, view.byteLength - 1);
}

function readText(view: DataView, from: number, end: number): string {
  let text = '';
  for (let i = from; i < end && view.getUint8(i) !== 0; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}

interface Change {
  readonly at: number;
  readonly zone: number;
}

class FileZone implements TimeZone {
  private readonly zones: readonly Zone[];
  private readonly changes: readonly Change[];
  private readonly footer: string;

  constructor(zones: readonly Zone[], changes: readonly Change[], footer: string) {
    this.zones = zones;
    // A zone that never changes has its first entry always.
    this.changes = changes.length > 0 ? changes : [{ at: Number.NEGATIVE_INFINITY, zone: 0 }];
    this.footer = footer;
  }

  at(unixSeconds: number): ZoneMoment {
    const last = this.changes.findLastIndex((change) => change.at <= unixSeconds);
    if (last === -1) return this.zoneBeforeChanges();
    if (last === this.changes.length - 1 && this.footer !== '') {
      const byRule = posixZoneAt(this.footer, unixSeconds);
      if (byRule !== undefined) return byRule;
    }
    return this.zones[this.changes[last]!.zone]!;
  }

  /** As in the tz project's localtime.c: an unused first entry, else the nearest standard time. */
  private zoneBeforeChanges(): Zone {
    const { zones, changes } = this;
    if (!changes.some((change) => change.zone === 0)) return zones[0]!;
    const first = changes[0]!.zone;
    if (zones[first]!.isDst) {
      const before = zones.slice(0, first).findLast((zone) => !zone.isDst);
      if (before !== undefined) return before;
    }
    return zones.find((zone) => !zone.isDst) ?? zones[0]!;
  }
}
