/** Profiles of Java programs on Google's servers: `--- heapz 1 ---` and `--- contentionz 1 ---`. */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile, ValueType } from '../../profile/profile.ts';
import { finishProfile } from './finish-profile.ts';
import { type NumberFault, numberFault, parseInt64, wrapInt64 } from './go-number.ts';
import { trimSpace } from './go-text.ts';
import { addAddresses } from './hex-addresses.ts';
import { JavaLines } from './java-lines.ts';
import { readJavaSymbols } from './java-symbols.ts';
import { legacyError } from './legacy-error.ts';
import { LegacySamples } from './legacy-samples.ts';
import { scaleHeapSample } from './scale-heap-sample.ts';

const FORMAT = 'Java';
type Kind = 'heap' | 'contention';
const KINDS = new Map<string | undefined, Kind>([
  ['--- heapz 1 ---', 'heap'],
  ['--- contentionz 1 ---', 'contention'],
]);

interface JavaHeader {
  sampleTypes: readonly ValueType[];
  periodType: ValueType;
  period: bigint;
  durationNanos: bigint;
}

/** The profile, or undefined for a text that is none. */
export function parseJava(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  const lines = new JavaLines(bytes);
  const kind = KINDS.get(lines.peek(true));
  if (kind === undefined) return undefined;
  lines.skip();
  const header = readHeader(kind, lines);
  if (header === undefined) return undefined;
  const samples = new LegacySamples(header.sampleTypes.length, limits);
  readSamples(kind, header.period, lines, samples);
  const symbols = readJavaSymbols(lines, samples);
  if (header.sampleTypes.length === 0 && samples.count > 0) {
    throw legacyError('missing sample type information', lines.line, FORMAT);
  }
  return finishProfile({ header, samples, mappings: [], symbols });
}

/** From the first character of a name on, so that a long one is not tried from each of its characters. */
const ATTRIBUTE = /(?<![\w ])([\w ]+)=([\w ]+)/;

/** Attributes up to the first line that is none; undefined for those of another format. */
function readHeader(kind: Kind, lines: JavaLines): JavaHeader | undefined {
  const header: JavaHeader = {
    sampleTypes: [],
    periodType: { type: '', unit: '' },
    period: 0n,
    durationNanos: 0n,
  };
  for (let text = lines.peek(true); text !== undefined; text = lines.peek(true)) {
    if (text !== '') {
      const match = ATTRIBUTE.exec(text);
      if (match === null) break;
      const fault = readAttribute(kind, trimSpace(match[1]!), trimSpace(match[2]!), header);
      if (fault === 'unknown') return undefined;
      if (fault !== undefined) {
        const reason = numberFault(trimSpace(match[2]!), fault);
        throw legacyError(`failed to parse attribute ${text}: ${reason}`, lines.line, FORMAT);
      }
    }
    lines.skip();
  }
  return header;
}

function readAttribute(
  kind: Kind,
  name: string,
  value: string,
  header: JavaHeader,
): NumberFault | 'unknown' | undefined {
  if (name === 'format') return value === 'java' ? undefined : 'unknown';
  if (name === 'resolution') {
    const [count, size] = kind === 'heap' ? ['inuse_objects', 'inuse_space'] : ['contentions', 'delay'];
    header.sampleTypes = [
      { type: count, unit: 'count' },
      { type: size, unit: value },
    ];
    return undefined;
  }
  if (kind !== 'contention' || (name !== 'sampling period' && name !== 'ms since reset')) return 'unknown';
  const number = parseInt64(value, 0);
  if (typeof number !== 'bigint') return number;
  if (name === 'ms since reset') header.durationNanos = wrapInt64(number * 1_000_000n);
  else {
    header.period = number;
    header.periodType = { type: 'contentions', unit: 'count' };
  }
  return undefined;
}

/** Size, count, addresses. From the first digit of a number on, as above. */
const ROW = /(?<![0-9])([0-9]+) +([0-9]+) +@ +([ x0-9a-f]*)/;

/** Adds samples up to the first line that is none. */
function readSamples(kind: Kind, period: bigint, lines: JavaLines, samples: LegacySamples): void {
  for (let text = lines.peek(true); text !== undefined; text = lines.peek(true)) {
    if (text !== '') {
      const match = ROW.exec(text);
      if (match === null) return;
      const reason = addRow(kind, period, match, samples);
      if (reason !== undefined) throw legacyError(reason(text), lines.line, FORMAT);
    }
    lines.skip();
  }
}

/** What Java's heap profiler samples by: one in so many bytes. */
const HEAP_RATE = 524_288n;

/** Adds the sample of a row; returns why it is none. */
function addRow(
  kind: Kind,
  period: bigint,
  [, sizeText, countText, addresses]: RegExpExecArray,
  samples: LegacySamples,
): ((line: string) => string) | undefined {
  const badAddress = addAddresses(addresses!, samples, 'none');
  if (badAddress !== undefined) return (line) => `malformed sample: ${line}: ${badAddress}`;
  const count = parseInt64(countText!, 0);
  if (typeof count !== 'bigint') return (line) => `parsing sample ${line}: ${numberFault(countText!, count)}`;
  const size = parseInt64(sizeText!, 0);
  if (typeof size !== 'bigint') return (line) => `parsing sample ${line}: ${numberFault(sizeText!, size)}`;
  if (kind === 'heap') {
    if (count === 0n) return (line) => `parsing sample ${line}: second value must be non-zero`;
    samples.end([...scaleHeapSample(count, size, HEAP_RATE)], size / count);
  } else if (period === 0n) samples.end([count, size]);
  else samples.end([wrapInt64(count * period), wrapInt64(size * period)]);
  return undefined;
}
