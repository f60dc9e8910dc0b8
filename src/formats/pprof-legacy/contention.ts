/** Waiting for locks: `--- contentionz 1 ---` of C++ servers, `--- mutex:` and `--- contention:` of Go with `debug=1`. */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { finishProfile } from './finish-profile.ts';
import { numberFault, parseInt64, truncateToInt64, wrapInt64 } from './go-number.ts';
import { isSpaceOrComment, splitAttribute, trimSpace } from './go-text.ts';
import { addAddresses } from './hex-addresses.ts';
import { legacyError } from './legacy-error.ts';
import { LegacySamples } from './legacy-samples.ts';
import { LineScanner } from './line-scanner.ts';
import { readMemoryMapSection } from './memory-map.ts';

const FORMAT = 'contention';
const TITLES = ['--- contentionz ', '--- mutex:', '--- contention:'];

interface ContentionHeader {
  readonly period: bigint;
  readonly cyclesPerSecond: bigint;
  readonly durationNanos: bigint;
}

/** The profile, or undefined for a text that is none. */
export function parseContention(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  const scanner = new LineScanner(bytes);
  scanner.scan();
  scanner.check();
  if (!TITLES.some((title) => scanner.text.startsWith(title))) return undefined;
  const header = readHeader(scanner);
  scanner.check(FORMAT);
  if (header === undefined) return undefined;
  const samples = new LegacySamples(2, limits);
  do {
    const line = trimSpace(scanner.text);
    if (line.startsWith('---')) break;
    if (isSpaceOrComment(line)) continue;
    const reason = addRow(line, header, samples);
    if (reason === 'no row') return undefined;
    if (reason !== undefined) throw legacyError(reason, scanner.line, FORMAT);
  } while (scanner.scan());
  scanner.check(FORMAT);
  const mappings = readMemoryMapSection(scanner, limits, FORMAT);
  const { period, durationNanos } = header;
  const contentions = { type: 'contentions', unit: 'count' };
  return finishProfile({
    header: {
      sampleTypes: [contentions, { type: 'delay', unit: 'nanoseconds' }],
      periodType: contentions,
      period,
      durationNanos,
    },
    samples,
    mappings,
  });
}

/** Attributes up to the first line that is none; undefined for those of another format. */
function readHeader(scanner: LineScanner): ContentionHeader | undefined {
  const numbers = new Map([['sampling period', 1n]]);
  while (scanner.scan()) {
    const line = trimSpace(scanner.text);
    if (isSpaceOrComment(line)) continue;
    const attribute = line.startsWith('---') ? undefined : splitAttribute(line);
    if (attribute === undefined) break;
    const [name, text] = attribute;
    if (name === 'discarded samples') continue;
    // Java's contention profiles, which begin alike, have attributes of other names besides.
    if (!NUMBERS.includes(name)) return undefined;
    const value = parseInt64(text, 0);
    if (typeof value !== 'bigint') return undefined;
    numbers.set(name, value);
  }
  return {
    period: numbers.get('sampling period')!,
    cyclesPerSecond: numbers.get('cycles/second') ?? 0n,
    durationNanos: wrapInt64((numbers.get('ms since reset') ?? 0n) * 1_000_000n),
  };
}

const NUMBERS = ['cycles/second', 'sampling period', 'ms since reset'];

/**
 * Delay, count, addresses. Between the two numbers there may be nothing: then the last digit is the count. From the first
 * digit of a number on, so that a long one is not tried from each of its digits.
 */
const ROW = /(?<![0-9])(?:([0-9]+) +([0-9]+)|([0-9]+)([0-9])) @([ x0-9a-f]*)/;

/** Adds the sample of a row; returns why it is none. */
function addRow(line: string, header: ContentionHeader, samples: LegacySamples): string | undefined {
  const match = ROW.exec(line);
  if (match === null) return 'no row';
  const delayText = match[1] ?? match[3]!;
  const countText = match[2] ?? match[4]!;
  const { period, cyclesPerSecond } = header;
  let delay = parseInt64(delayText, 10);
  if (typeof delay !== 'bigint') return `malformed sample: ${line}: ${numberFault(delayText, delay)}`;
  let count = parseInt64(countText, 10);
  if (typeof count !== 'bigint') return `malformed sample: ${line}: ${numberFault(countText, count)}`;
  if (period > 0n) {
    if (cyclesPerSecond > 0n) {
      const cyclesPerNano = Number(cyclesPerSecond) / 1e9;
      delay = truncateToInt64((Number(delay) * Number(period)) / cyclesPerNano);
    }
    count = wrapInt64(count * period);
  }
  const badAddress = addAddresses(match[5]!, samples, 'all');
  if (badAddress !== undefined) return `malformed sample: ${line}: ${badAddress}`;
  samples.end([count, delay]);
  return undefined;
}
