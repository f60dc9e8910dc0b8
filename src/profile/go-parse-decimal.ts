/**
 * A decimal integer of so many bits as Go's strconv reads it (ParseInt with base 10, Atoi): a sign and leading zeros
 * are allowed, nothing else. What does not fit is out of range.
 */
export function parseDecimal(text: string, bits: 32 | 64): bigint | 'invalid syntax' | 'value out of range' {
  if (!/^[+-]?[0-9]+$/.test(text)) return 'invalid syntax';
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(bits, value) === value ? value : 'value out of range';
}
