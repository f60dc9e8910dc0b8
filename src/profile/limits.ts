import { ProfError } from '../kit/errors.ts';

/** What reading one profile may take. Data from strangers beyond these is refused, never truncated. */
export interface DecodeLimits {
  /** Bytes after decompression. */
  readonly decodedBytes: number;
  /** Bytes of a compressed file. */
  readonly compressedBytes: number;
  /** Decompressed bytes per compressed byte, beyond the first 16 MiB. */
  readonly gzipRatio: number;
  readonly samples: number;
  /** Bytes of all strings. */
  readonly stringBytes: number;
  /** Frames of one stack. */
  readonly stackFrames: number;
  /** Labels of all samples. */
  readonly labels: number;
  /** Entries of each other table: locations, their lines, functions, strings. */
  readonly tableEntries: number;
  /** Entries of each small table: mappings, sample types, comments. */
  readonly smallTableEntries: number;
}

export const DEFAULT_LIMITS: DecodeLimits = {
  decodedBytes: 2 ** 30,
  compressedBytes: 256 * 2 ** 20,
  gzipRatio: 1000,
  samples: 20_000_000,
  stringBytes: 512 * 2 ** 20,
  stackFrames: 1_000_000,
  labels: 100_000_000,
  tableEntries: 20_000_000,
  smallTableEntries: 1_000_000,
};

/** Small files may expand freely up to here: a profile of equal samples compresses well. */
export const FREE_EXPANSION_BYTES = 16 * 2 ** 20;

/** The error for data beyond a limit; names the limit and how to raise it. */
export function limitExceeded(name: keyof DecodeLimits, limit: number, what: string): ProfError {
  return new ProfError('LIMIT', `${what} (limit ${name} = ${limit})`, {
    hints: [`to allow more: --limit ${name}=VALUE`],
    details: { limit: name, value: limit },
  });
}

/** What demangling may take. A symbol that needs more stays as it is: that is no error. */
export const DEMANGLE_LIMITS = {
  /** How deep types, names and expressions are nested; real ones stay below 50. The stack has room for 1,800. */
  depth: 1000,
  /** Length of a symbol. */
  symbolBytes: 128 << 10,
  /** Steps per character of a symbol; real ones take up to 13. */
  stepsPerCharacter: 30,
  /** Bytes shown per byte of a symbol. */
  bytesPerByte: 30,
  /** Steps of one symbol beyond these, and of all symbols of a profile together. */
  extraSteps: 1_000_000,
  sharedSteps: 10_000_000,
  /** Bytes of one symbol beyond these, and of all symbols of a profile together. */
  extraBytes: 256 << 10,
  sharedBytes: 16 << 20,
} as const;
