/** Heap profiles as text: of gperftools (`heap profile: 1: 2 [ 3: 4 ] @ heapprofile`) and of Go with `debug=1`. */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { finishProfile } from './finish-profile.ts';
import { numberFault, parseInt64, wrapInt64 } from './go-number.ts';
import { isSpaceOrComment, trimSpace } from './go-text.ts';
import { addAddresses } from './hex-addresses.ts';
import { legacyError } from './legacy-error.ts';
import { LegacySamples } from './legacy-samples.ts';
import { LineScanner } from './line-scanner.ts';
import { isMemoryMapTitle, readMemoryMapSection } from './memory-map.ts';
import { scaleHeapSample } from './scale-heap-sample.ts';

const FORMAT = 'heap';

interface HeapHeader {
  readonly period: bigint;
  /** Whether rows hold what was sampled, not what there was. */
  readonly isSampled: boolean;
  /** Whether rows say what was allocated besides what is in use. */
  readonly hasAllocations: boolean;
}

/** The profile, or undefined for a text that is none. */
export function parseHeapText(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  const scanner = new LineScanner(bytes);
  scanner.scan();
  scanner.check();
  const header = parseHeader(scanner.text);
  if (header === undefined) return undefined;
  const samples = new LegacySamples(header.hasAllocations ? 4 : 2, limits);
  while (scanner.scan()) {
    const line = trimSpace(scanner.text);
    if (isSpaceOrComment(line)) continue;
    if (isMemoryMapTitle(line)) break;
    const reason = addRow(line, header, samples);
    if (reason !== undefined) throw legacyError(reason, scanner.line, FORMAT);
  }
  scanner.check(FORMAT);
  const mappings = readMemoryMapSection(scanner, limits, FORMAT);
  return finishProfile({
    header: {
      sampleTypes: sampleTypes(header),
      periodType: { type: 'space', unit: 'bytes' },
      period: header.period,
    },
    samples,
    mappings,
  });
}

const sampleTypes = ({ hasAllocations }: HeapHeader) =>
  (hasAllocations ? ['alloc_', 'inuse_'] : ['']).flatMap((kind) => [
    { type: `${kind}objects`, unit: 'count' },
    { type: `${kind}space`, unit: 'bytes' },
  ]);

const TOTALS = 'heap profile: *(\\d+): *(\\d+) *\\[ *(\\d+): *(\\d+) *\\]';
const HEAP_HEADER = new RegExp(`${TOTALS} *@ *(heap[_a-z0-9]*)/?(\\d*)`);
const OTHER_HEADER = new RegExp(`${TOTALS} @ (?:growth|fragmentation)`);

function parseHeader(line: string): HeapHeader | undefined {
  const match = HEAP_HEADER.exec(line);
  if (match === null) {
    return OTHER_HEADER.test(line) ? { period: 1n, isSampled: false, hasAllocations: false } : undefined;
  }
  const [, inUseCount, inUseBytes, allocCount, allocBytes, kind, rateText] = match;
  const rate = rateText === '' ? 0n : parseInt64(rateText!, 10);
  if (typeof rate !== 'bigint') return undefined;
  const hasAllocations =
    (allocCount !== inUseCount && allocCount !== '0') || (allocBytes !== inUseBytes && allocBytes !== '0');
  if (kind === 'heapz_v2' || kind === 'heap_v2') return { period: rate, isSampled: true, hasAllocations };
  if (kind === 'heapprofile') return { period: 1n, isSampled: false, hasAllocations };
  // This kind states twice the rate.
  return kind === 'heap' ? { period: rate / 2n, isSampled: true, hasAllocations } : undefined;
}

/** From the first digit of a number on, so that a long one is not tried from each of its digits. */
const ROW = /(-?(?<![0-9])[0-9]+): *(-?[0-9]+) *\[ *([0-9]+): *([0-9]+) *\] @([ x0-9a-f]*)/;

/** Adds the sample of a row; returns why it is none. */
function addRow(line: string, header: HeapHeader, samples: LegacySamples): string | undefined {
  const match = ROW.exec(line);
  if (match === null) return 'unexpected number of sample values: got 0, want 6';
  const [, inUseCount, inUseBytes, allocCount, allocBytes, addresses] = match;
  const values: bigint[] = [];
  let blockSize = 0n;
  const addPair = (countText: string, sizeText: string, label: string): string | undefined => {
    const count = parseInt64(countText, 10);
    if (typeof count !== 'bigint') return `malformed sample: ${line}: ${numberFault(countText, count)}`;
    const size = parseInt64(sizeText, 10);
    if (typeof size !== 'bigint') return `malformed sample: ${line}: ${numberFault(sizeText, size)}`;
    if (count === 0n && size !== 0n) return `${label} count was 0 but ${label} bytes was ${size}`;
    if (count !== 0n) blockSize = wrapInt64(size / count);
    values.push(...(header.isSampled ? scaleHeapSample(count, size, header.period) : [count, size]));
    return undefined;
  };
  const reason =
    (header.hasAllocations ? addPair(allocCount!, allocBytes!, 'allocation') : undefined) ??
    addPair(inUseCount!, inUseBytes!, 'inuse');
  if (reason !== undefined) return reason;
  const badAddress = addAddresses(addresses!, samples, 'all');
  if (badAddress !== undefined) return `malformed sample: ${line}: ${badAddress}`;
  samples.end(values, blockSize);
  return undefined;
}
