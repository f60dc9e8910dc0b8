/**
 * Service names as one segment of a key.
 *
 * Names come from strangers (labels, URLs, flags); a segment must stay in its folder on every file system and in
 * every object store. Letters, digits, `.`, `_` and `-` stand for themselves, everything else is percent-encoded
 * UTF-8 (a lone surrogate as `%uD800`), so two names never share a segment and the name can be read back.
 */
import { ProfError } from '../kit/errors.ts';
import { sha256Hex } from '../kit/sha256.ts';

/** File systems take 255 bytes; a sidecar's name is a little longer than its profile's, the rest is reserve. */
const MAX_SEGMENT = 200;
const HASH_DIGITS = 16;
const PLAIN = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * The segment of a service name.
 * Names longer than 200 encoded bytes are cut and end in `_` and 16 digits of their hash; those are not read back
 * from the key (the metadata of the profile holds the name), but the same name always gives the same segment.
 * @throws ProfError USAGE for an empty name.
 */
export function encodeService(name: string): string {
  if (name === '')
    throw new ProfError('USAGE', 'the service has no name', { hints: ['--service NAME names it'] });
  return encodeSegment(name);
}

/** The same for any other name that goes into a key. */
export function encodeSegment(name: string, maxLength = MAX_SEGMENT): string {
  const units: string[] = [];
  for (const character of name) units.push(isPlain(character) ? character : percentEncode(character));
  if (name.startsWith('.')) units[0] = '%2E';
  if (name.endsWith('.')) units[units.length - 1] = '%2E';
  if (RESERVED_ON_WINDOWS.test(name)) units[0] = `%${name.charCodeAt(0).toString(16).toUpperCase()}`;
  const segment = units.join('');
  if (segment.length <= maxLength) return segment;
  const kept: string[] = [];
  let length = 0;
  for (const unit of units) {
    length += unit.length;
    if (length > maxLength - HASH_DIGITS - 1) break;
    kept.push(unit);
  }
  return `${kept.join('')}_${sha256Hex(segment).slice(0, HASH_DIGITS)}`;
}

/** The name that a segment was made from; a segment that this encoding would not have made is its own name. */
export function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  const decoded = segment.replace(/(?:%[0-9A-Fa-f]{2})+|%u[0-9A-Fa-f]{4}/g, (found) => {
    if (found[1] === 'u') return String.fromCharCode(Number.parseInt(found.slice(2), 16));
    try {
      return decodeURIComponent(found);
    } catch {
      return found;
    }
  });
  return encodeSegment(decoded) === segment ? decoded : segment;
}

/** A service's name as the store shows it: the name itself, unless it is too long for a segment. */
export function canonicalService(name: string): string {
  return decodeSegment(encodeService(name));
}

/**
 * Every segment under which a service's profiles may stand: ours, and the name itself where another writer
 * used it unencoded.
 */
export function serviceFolders(name: string): string[] {
  const ours = encodeService(name);
  const usable = name !== '.' && name !== '..' && !/[/\\\0]/.test(name) && Buffer.byteLength(name) <= 255;
  return usable && name !== ours && !name.startsWith('.') ? [ours, name] : [ours];
}

function isPlain(character: string): boolean {
  return character === '.' || PLAIN.test(character);
}

function percentEncode(character: string): string {
  const code = character.codePointAt(0)!;
  if (code >= 0xd800 && code <= 0xdfff) return `%u${code.toString(16).toUpperCase()}`;
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
