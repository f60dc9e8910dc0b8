/** pprof's proto format (https://github.com/google/pprof/blob/main/proto/profile.proto) into columns. */
import { ProfError } from '../kit/errors.ts';
import { FIELD, type Header, headerStringIndices, readHeader } from './decode-header.ts';
import { readSamples } from './decode-samples.ts';
import { readTables } from './decode-tables.ts';
import { gunzip, isGzip } from './gzip.ts';
import { DEFAULT_LIMITS, type DecodeLimits, limitExceeded } from './limits.ts';
import type { Profile, ValueType } from './profile.ts';
import type { StringTable } from './string-table.ts';
import { WireError } from './wire-reader.ts';

export interface DecodeOptions {
  /** What differs from the default limits. */
  readonly limits?: Partial<DecodeLimits> | undefined;
  /** What the gzip file holds, where that was taken out already; gone when it is decoded. */
  readonly gunzipped?: Uint8Array | undefined;
}

/**
 * A profile from the bytes of a file, gzip or plain.
 *
 * Accepts exactly what the reference's proto decoder accepts. Its message is the reference's; what was wrong and where
 * (bytes from the start of the uncompressed data) is in `details` and in the hint.
 * @throws ProfError BAD_PROFILE, LIMIT
 */
export function decodePprof(bytes: Uint8Array, options: DecodeOptions = {}): Profile {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const raw = options.gunzipped ?? (isGzip(bytes) ? gunzip(bytes, limits) : bytes);
  if (raw.length > limits.decodedBytes) {
    throw limitExceeded('decodedBytes', limits.decodedBytes, `profile of ${raw.length} bytes`);
  }
  if (raw.length === 0) throw new ProfError('BAD_PROFILE', 'parsing profile: empty input file');
  try {
    const profile = decodeRaw(raw, limits);
    if (raw !== bytes) release(raw);
    return profile;
  } catch (error) {
    if (error instanceof WireError) throw unrecognized(raw, error.message, error.offset);
    throw error;
  }
}

/** Below this Node.js may hold several results in one memory, and there is little to win. */
const WORTH_RELEASING_BYTES = 1 << 20;

/** Gives memory back now: columns are copies, and a collection of garbage may be far away. */
function release({ buffer, length }: Uint8Array): void {
  if (length >= WORTH_RELEASING_BYTES && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

function decodeRaw(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const header = readHeader(bytes, limits);
  checkCounts(header, limits);
  const tables = readTables(bytes, header, limits);
  const { strings } = tables;
  const samples = readSamples(bytes, header, tables.locationIds, strings.count, limits);
  if (header.concatenatedAt !== undefined) {
    throw new ProfError('BAD_PROFILE', 'parsing profile: concatenated profiles detected', {
      details: { offset: header.concatenatedAt },
      hints: ['split the file, or merge the profiles instead of concatenating them'],
    });
  }
  if (
    tables.hasBadString ||
    samples.hasBadString ||
    headerStringIndices(header).some((i) => i >= strings.count)
  ) {
    throw unrecognized(bytes, 'a string index is outside the string table', undefined);
  }
  // The reference looks at samples first, then at mappings, functions and locations.
  const invalid = samples.invalid ?? tables.invalid;
  if (invalid !== undefined) {
    throw new ProfError('BAD_PROFILE', `malformed profile: ${invalid}`, { details: { reason: invalid } });
  }
  return {
    ...textHeader(header, strings),
    strings,
    mappings: tables.mappings,
    functions: tables.functions,
    locations: tables.locations,
    samples: samples.samples,
  };
}

function textHeader(header: Header, strings: StringTable) {
  const valueType = ({ type, unit }: { type: number; unit: number }): ValueType => ({
    type: strings.get(type),
    unit: strings.get(unit),
  });
  return {
    sampleTypes: header.sampleTypes.map(valueType),
    defaultSampleType: strings.get(header.defaultSampleType),
    periodType: header.periodType === undefined ? undefined : valueType(header.periodType),
    period: header.period,
    timeNanos: header.timeNanos,
    durationNanos: header.durationNanos,
    comments: header.comments.map((index) => strings.get(index)),
    docUrl: strings.get(header.docUrl),
    dropFrames: strings.get(header.dropFrames),
    keepFrames: strings.get(header.keepFrames),
  };
}

function checkCounts({ counts, byteCounts }: Header, limits: DecodeLimits): void {
  const samples = counts[FIELD.sample]!;
  if (samples > limits.samples)
    throw limitExceeded('samples', limits.samples, `profile of ${samples} samples`);
  const stringBytes = byteCounts[FIELD.string]!;
  if (stringBytes > limits.stringBytes) {
    throw limitExceeded('stringBytes', limits.stringBytes, `profile with ${stringBytes} bytes of strings`);
  }
  for (const table of ['location', 'function', 'string'] as const) {
    const count = counts[FIELD[table]]!;
    if (count > limits.tableEntries) {
      throw limitExceeded('tableEntries', limits.tableEntries, `profile with ${count} entries of ${table}`);
    }
  }
}

/** The longest line that the reference's text parsers take. */
const MAX_LINE_BYTES = 65_536;

/**
 * What the reference says of bytes that are no proto: it goes on to its text formats, which stop at a line too long
 * or recognise nothing.
 */
function unrecognized(bytes: Uint8Array, reason: string, offset: number | undefined): ProfError {
  const message = startsWithLongLine(bytes) ? 'bufio.Scanner: token too long' : 'unrecognized profile format';
  return new ProfError('BAD_PROFILE', `parsing profile: ${message}`, {
    hints: [offset === undefined ? reason : `as a pprof proto: ${reason} at byte ${offset}`],
    details: { reason, ...(offset === undefined ? {} : { offset }) },
  });
}

/** Whether a line is too long before the first one that is neither empty nor a comment ends. */
function startsWithLongLine(bytes: Uint8Array): boolean {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    if (end - start >= MAX_LINE_BYTES) return true;
    const line = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 4096))).trim();
    if (line !== '' && !line.startsWith('#')) return false;
    start = end + 1;
  }
  return false;
}
