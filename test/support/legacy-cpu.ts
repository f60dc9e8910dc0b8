/** Binary CPU profiles in the form of gperftools, made word by word. */

export interface LegacyCpuOptions {
  readonly wordBytes?: 4 | 8;
  readonly isBigEndian?: boolean;
  readonly isJava?: boolean;
  readonly periodMicros?: number | bigint;
  /** Whether the words that end the samples are there. */
  readonly hasEnd?: boolean;
  /** What follows them. */
  readonly text?: string;
}

type Word = number | bigint;

/** Each sample is its count and its stack, leaf first. */
export function legacyCpu(
  samples: readonly (readonly [Word, readonly Word[]])[],
  options: LegacyCpuOptions = {},
): Uint8Array {
  const { isJava = false, periodMicros = 10_000, hasEnd = true, text = '' } = options;
  const words = [0, 3, isJava ? 1 : 0, periodMicros, 0];
  for (const [count, stack] of samples) words.push(count, stack.length, ...stack);
  if (hasEnd) words.push(0, 1, 0);
  return Buffer.concat([...words.map((word) => wordBytes(BigInt(word), options)), Buffer.from(text)]);
}

function wordBytes(word: bigint, { wordBytes = 8, isBigEndian = false }: LegacyCpuOptions): Uint8Array {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt.asUintN(64, word));
  const cut = buffer.subarray(0, wordBytes);
  return isBigEndian ? cut.reverse() : cut;
}
