const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** `2GiB`, `500MB`, `20M`, `1000000` as a whole number; undefined for anything else, zero and less included. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match && FACTORS[match[2]!.toLowerCase()];
  if (!factor) return undefined;
  const value = Math.round(Number(match[1]) * factor);
  return value > 0 && Number.isSafeInteger(value) ? value : undefined;
}
