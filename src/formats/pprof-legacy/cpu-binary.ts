/**
 * CPU profiles of gperftools and its kin: words of 32 or 64 bits in either byte order; a header, then stacks with
 * counts, then text.
 * https://gperftools.github.io/gperftools/cpuprofile-fileformat.html
 */
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { finishProfile, type LegacyHeader } from './finish-profile.ts';
import { wrapInt64 } from './go-number.ts';
import { JavaLines } from './java-lines.ts';
import { readJavaSymbols } from './java-symbols.ts';
import { LegacySamples } from './legacy-samples.ts';
import { LineScanner } from './line-scanner.ts';
import { readMemoryMap } from './memory-map.ts';
import { type WordKind, WordReader } from './word-reader.ts';

const FORMAT = 'binary CPU';
const KINDS: readonly WordKind[] = [
  { bytes: 4, isBigEndian: false },
  { bytes: 4, isBigEndian: true },
  { bytes: 8, isBigEndian: false },
  { bytes: 8, isBigEndian: true },
];

/** The profile, or undefined for bytes that are none. */
export function parseCpuBinary(bytes: Uint8Array, limits: DecodeLimits): Profile | undefined {
  for (const kind of KINDS) {
    const words = new WordReader(bytes, kind);
    const found = readHeader(words);
    if (found !== undefined) return parseStacks(words, found, limits);
  }
  return undefined;
}

interface CpuHeader {
  readonly periodMicros: bigint;
  readonly isJava: boolean;
}

/** Five words: 0, 3, whether it is Java, the period in microseconds, 0. */
function readHeader(words: WordReader): CpuHeader | undefined {
  const [zero, three, language, periodMicros, padding] = Array.from({ length: 5 }, () => words.next());
  if (words.isCut || zero !== 0n || three !== 3n || padding !== 0n) return undefined;
  if ((language !== 0n && language !== 1n) || periodMicros === 0n) return undefined;
  return { periodMicros: periodMicros!, isJava: language === 1n };
}

function parseStacks(
  words: WordReader,
  { periodMicros, isJava }: CpuHeader,
  limits: DecodeLimits,
): Profile | undefined {
  const period = wrapInt64(periodMicros * 1000n);
  const header: LegacyHeader = {
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    period,
  };
  const samples = new LegacySamples(2, limits);
  if (!readStacks(words, samples, { period, isJava })) return undefined;
  const rest = words.rest();
  if (isJava) {
    const symbols = readJavaSymbols(new JavaLines(rest), samples);
    return finishProfile({ header, samples, mappings: [], symbols });
  }
  dropSignalFrames(samples);
  dropSignalFrames(samples);
  const mappings = readMemoryMap(new LineScanner(rest), limits, FORMAT);
  return finishProfile({ header, samples, mappings, mayRepeatLeaf: true });
}

/** Per sample a count, a depth, addresses; the end is 0, 1, 0. False for what cannot be that. */
function readStacks(
  words: WordReader,
  samples: LegacySamples,
  { period, isJava }: { readonly period: bigint; readonly isJava: boolean },
): boolean {
  while (words.bytesLeft > 0) {
    const count = words.next();
    const depth = words.next();
    if (words.isCut || depth > BigInt(Math.floor(words.bytesLeft / 4))) return false;
    // Of wide words fewer may be left; the reference takes those that are missing for zeros.
    for (let i = 0; i < depth; i++) {
      words.step();
      if (i === 0 && count === 0n && depth === 1n && words.low === 0 && words.high === 0) return true;
      samples.addFrame(words.low, words.high, i > 0 && !isJava);
    }
    samples.end([wrapInt64(count), wrapInt64(count * period)]);
  }
  return true;
}

/** One sample in so many may differ. */
const SIMILAR_SAMPLES = 32;

/**
 * Where nearly all leaves have the same caller, that is a frame of the handler of the profiler's signal, which is no part
 * of the program.
 */
function dropSignalFrames(samples: LegacySamples): void {
  const counts = new Uint32Array(samples.locations.count);
  const enough = samples.count - Math.floor(samples.count / SIMILAR_SAMPLES);
  let signalFrame = -1;
  for (let sample = 0; sample < samples.count; sample++) {
    const caller = samples.frame(sample, 1);
    if (caller !== undefined && ++counts[caller]! >= enough) signalFrame = caller;
  }
  if (signalFrame !== -1) samples.dropCallers((_, caller) => caller === signalFrame);
}
