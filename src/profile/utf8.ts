/**
 * Text in profiles is bytes, nearly always UTF-8. So that nothing is lost, a byte that is not part of valid UTF-8
 * becomes the lone surrogate U+DC00 + byte (U+DC80..U+DCFF), and turns back into that byte on the way out.
 */
import { Buffer } from 'node:buffer';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes[start ..< end]. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start < 24) {
    let text = '';
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      if (byte >= 0x80) return decodeMixed(bytes, start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decodeMixed(bytes, start, end);
}

function decodeMixed(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  try {
    return strict.decode(part);
  } catch {
    return decodeEscaping(part);
  }
}

function decodeEscaping(bytes: Uint8Array): string {
  const parts: string[] = [];
  let i = 0;
  while (i < bytes.length) {
    const end = endOfValid(bytes, i);
    if (end > i) parts.push(strict.decode(bytes.subarray(i, end)));
    i = end;
    if (i < bytes.length) parts.push(String.fromCharCode(0xdc00 + bytes[i++]!));
  }
  return parts.join('');
}

function endOfValid(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length) {
    const length = sequenceLength(bytes, end);
    if (length === 0) break;
    end += length;
  }
  return end;
}

/** Bytes of the valid UTF-8 sequence at i, or 0 (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const first = bytes[i]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let n = 1; n < length; n++) {
    const byte = bytes[i + n];
    if (byte === undefined || byte < (n === 1 ? low : 0x80) || byte > (n === 1 ? high : 0xbf)) return 0;
  }
  return length;
}

/** The bytes of a text; the inverse of `decodeUtf8`. Any other lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) i++;
    else if (unit >= 0xdc80 && unit <= 0xdcff) {
      if (i > from) parts.push(Buffer.from(text.slice(from, i), 'utf8'));
      parts.push(Uint8Array.of(unit - 0xdc00));
      from = i + 1;
    }
  }
  if (from < text.length) parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
