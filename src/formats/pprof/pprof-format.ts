/** pprof: https://github.com/google/pprof/blob/main/proto/profile.proto, mostly in gzip. The codec is src/profile/. */
import type { ProfileFormat } from '../profile-format.ts';

export const pprofFormat: ProfileFormat = {
  id: 'pprof',
  title: 'a pprof profile',
  endings: ['.pprof', '.pb.gz', '.pb', '.prof', '.pprof.gz'],
  shape: 'binary',
  matches: ({ bytes }) => looksLikeProfile(bytes),
  decode: async (bytes, limits) => {
    const { readPprof } = await import('./read-pprof.ts');
    return readPprof(bytes, { limits });
  },
  encode: async (profile) => {
    const { encodePieces } = await import('../../profile/encode.ts');
    const { gzipPieces } = await import('../../profile/gzip-pieces.ts');
    return [await gzipPieces(encodePieces(profile))];
  },
};

const ENOUGH_FIELDS = 64;
/** Wire type of each field of the message, by number; 0 varint, 2 bytes. */
const WIRE_TYPES = [-1, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0];
const COMMENT = 13;

/** Whether the bytes begin as the message does: known fields, with their wire types, inside of the file. */
function looksLikeProfile(bytes: Uint8Array): boolean {
  let at = 0;
  let seen = 0;
  let hasTable = false;
  while (at < bytes.length && seen < ENOUGH_FIELDS) {
    const tag = bytes[at++]!;
    const field = tag >> 3;
    const wireType = tag & 7;
    const isPackedComment = field === COMMENT && wireType === 2;
    if (WIRE_TYPES[field] !== wireType && !isPackedComment) return false;
    let value = 0;
    let shift = 0;
    while (at < bytes.length && bytes[at]! >= 0x80 && shift < 63) {
      value += (bytes[at++]! & 0x7f) * 2 ** shift;
      shift += 7;
    }
    if (at >= bytes.length) return false;
    value += bytes[at++]! * 2 ** shift;
    if (wireType === 2) {
      hasTable = true;
      at += value;
    }
    seen++;
  }
  return hasTable && (at <= bytes.length || seen > 1);
}
