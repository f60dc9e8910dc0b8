/**
 * The pprof model, columnar.
 *
 * One typed array per field instead of one object per message: a 45 MB profile holds 17 million frame
 * references, and objects for them cost ten times the memory and time of the arrays. Field meanings are
 * those of https://github.com/google/pprof/blob/main/proto/profile.proto; references between tables are
 * *indices*, resolved once while decoding, never ids.
 */
import type { StringTable } from './string-table.ts';

export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

/** `mapping` of a location that has none. */
export const NO_MAPPING = 0xffff_ffff;

/**
 * The values of one sample type, one entry a sample.
 * Float64Array exactly when the sum of |v| over the column is at most 2^53 - 1, so that every sum over it is
 * exact; BigInt64Array otherwise (it wraps as Go's int64 does).
 */
export type ValueColumn = Float64Array | BigInt64Array;

export interface Mapping {
  readonly id: bigint;
  readonly start: bigint;
  readonly limit: bigint;
  readonly offset: bigint;
  readonly file: string;
  readonly buildId: string;
  readonly hasFunctions: boolean;
  readonly hasFilenames: boolean;
  readonly hasLineNumbers: boolean;
  readonly hasInlineFrames: boolean;
}

/** A mapping of which nothing is known. */
export const BLANK_MAPPING: Omit<Mapping, 'id'> = {
  start: 0n,
  limit: 0n,
  offset: 0n,
  file: '',
  buildId: '',
  hasFunctions: false,
  hasFilenames: false,
  hasLineNumbers: false,
  hasInlineFrames: false,
};

export interface FunctionTable {
  readonly count: number;
  readonly id: BigUint64Array;
  /** String indices. */
  readonly name: Uint32Array;
  readonly systemName: Uint32Array;
  readonly filename: Uint32Array;
  readonly startLine: BigInt64Array;
}

export interface LocationTable {
  readonly count: number;
  readonly id: BigUint64Array;
  /** Index into `mappings`, or NO_MAPPING. */
  readonly mapping: Uint32Array;
  readonly address: BigUint64Array;
  readonly isFolded: Uint8Array;
  /** Lines of location i: lineOffset[i] ..< lineOffset[i + 1]; the first is the innermost (inlined) one. */
  readonly lineOffset: Uint32Array;
  /** Per line: index into `functions`. */
  readonly lineFunction: Uint32Array;
  readonly line: BigInt64Array;
  readonly column: BigInt64Array;
}

export interface SampleTable {
  readonly count: number;
  /** Stack of sample i: stack[stackOffset[i] ..< stackOffset[i + 1]], location indices, leaf first. */
  readonly stackOffset: Uint32Array;
  readonly stack: Uint32Array;
  /** One column per sample type. */
  readonly values: readonly ValueColumn[];
  /**
   * Labels of sample i: labelOffset[i] ..< labelOffset[i + 1], in file order.
   * A label is a string label when labelString is not 0, else a numeric one (labelNumber, labelUnit).
   * All four columns are empty, and labelOffset all zero, when no sample has labels.
   */
  readonly labelOffset: Uint32Array;
  readonly labelKey: Uint32Array;
  readonly labelString: Uint32Array;
  readonly labelNumber: BigInt64Array;
  readonly labelUnit: Uint32Array;
}

export interface Profile {
  readonly sampleTypes: readonly ValueType[];
  readonly defaultSampleType: string;
  readonly periodType: ValueType | undefined;
  readonly period: bigint;
  readonly timeNanos: bigint;
  readonly durationNanos: bigint;
  readonly comments: readonly string[];
  readonly docUrl: string;
  readonly dropFrames: string;
  readonly keepFrames: string;
  readonly strings: StringTable;
  readonly mappings: readonly Mapping[];
  readonly functions: FunctionTable;
  readonly locations: LocationTable;
  readonly samples: SampleTable;
}
