const BLOCKS = '▁▂▃▄▅▆▇█';
/** From low to high on the line, for terminals without the blocks. */
const ASCII = '_.,-~=+*#';

export interface SparklineOptions {
  /** The value of the highest mark; the lowest is 0. */
  readonly max: number;
  readonly isAscii: boolean;
}

/** One character a value, from 0 up; a space where there is none. */
export function sparkline(
  values: readonly (number | undefined)[],
  { max, isAscii }: SparklineOptions,
): string {
  const marks = isAscii ? ASCII : BLOCKS;
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      const height = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
      return marks[Math.min(marks.length - 1, Math.floor(height * marks.length))]!;
    })
    .join('');
}
