/** Symbols are bytes, and the lengths in them count bytes: they are read as strings of a byte a character. */
import { Buffer } from 'node:buffer';
import { decodeUtf8, encodeUtf8 } from '../utf8.ts';

const BEYOND_ASCII = /[^\x00-\x7f]/;

export function toByteString(text: string): string {
  return BEYOND_ASCII.test(text) ? Buffer.from(encodeUtf8(text)).toString('latin1') : text;
}

/** The inverse of `toByteString`. */
export function fromByteString(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? decodeUtf8(Buffer.from(bytes, 'latin1')) : bytes;
}
