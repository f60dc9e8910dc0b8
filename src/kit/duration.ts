const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, micro sign
  μs: 1e-3, // U+03BC, Greek mu
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A thousand years: longer is a slip, and would lead to days that no calendar has. */
const MAX_MS = 1000 * 365.25 * 86_400_000;

const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/y;

/**
 * A duration in Go's syntax plus `d` (24 h) and `w` (7 d), in milliseconds: `90s`, `1h30m`, `1.5h`, `7d`.
 * No sign. Undefined if the text is none, or says more than a thousand years.
 */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (text === '' || text.length > 100) return undefined;
  let totalMs = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part) return undefined;
    totalMs += Number(part[1]) * UNIT_MS[part[2]!]!;
  }
  return totalMs <= MAX_MS ? totalMs : undefined;
}
