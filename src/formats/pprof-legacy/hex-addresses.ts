import type { LegacySamples } from './legacy-samples.ts';

/**
 * Adds all the addresses in a text (0x and hexadecimal digits, whatever stands between) to the sample being read.
 * @param isReturn which addresses are where a call returns to, the leaf being the first of the sample
 * @returns the reference's words for an address beyond 64 bits, if there is one
 */
export function addAddresses(
  text: string,
  samples: LegacySamples,
  isReturn: 'all' | 'none' | 'all but the leaf',
): string | undefined {
  for (const [match] of text.matchAll(/0x[0-9a-f]+/g)) {
    const digits = match.length <= 18 ? match.slice(2) : match.slice(2).replace(/^0+/, '');
    if (digits.length > 16) return `failed to parse as hex 64-bit number: ${match}`;
    const low = Number.parseInt(digits.slice(-8), 16) || 0;
    const high = digits.length > 8 ? Number.parseInt(digits.slice(0, -8), 16) : 0;
    samples.addFrame(low, high, isReturn === 'all' || (isReturn !== 'none' && samples.openFrames > 0));
  }
  return undefined;
}
