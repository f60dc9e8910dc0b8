/** What a whole profile can be written as: the formats that have an encoder, and pprof without compression. */
import { Buffer } from 'node:buffer';
import { gzip } from '../profile/gzip.ts';
import type { Profile } from '../profile/profile.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import type { EncodeOptions, FormatId } from './profile-format.ts';
import { FORMATS } from './registry.ts';

export interface FileTarget {
  readonly id: FormatId | 'pb';
  readonly title: string;
  /** Lower-case; `.gz` behind one means the same in gzip. */
  readonly endings: readonly string[];
  readonly isBinary: boolean;
  encode(profile: Profile, options: EncodeOptions): Promise<Iterable<string | Uint8Array>>;
}

const PLAIN_PPROF: FileTarget = {
  id: 'pb',
  title: 'pprof without compression',
  endings: ['.pb'],
  isBinary: true,
  encode: async (profile) => {
    const { encodePieces } = await import('../profile/encode.ts');
    return encodePieces(profile);
  },
};

export const FILE_TARGETS: readonly FileTarget[] = [
  ...FORMATS.flatMap(({ id, title, endings, shape, encode }): FileTarget[] =>
    encode === undefined
      ? []
      : [{ id, title, endings: endings.filter((e) => e !== '.pb'), isBinary: shape === 'binary', encode }],
  ),
  PLAIN_PPROF,
];

/** The target that a file's name asks for, and whether in gzip; undefined: none. */
export function targetOfName(
  path: string,
): { readonly target: FileTarget; readonly isGzip: boolean } | undefined {
  const name = path.toLowerCase();
  const exact = FILE_TARGETS.find(({ endings }) => endings.some((ending) => name.endsWith(ending)));
  if (exact) return { target: exact, isGzip: false };
  if (!name.endsWith('.gz')) return undefined;
  const inner = targetOfName(name.slice(0, -'.gz'.length));
  return inner === undefined || inner.target.isBinary ? undefined : { ...inner, isGzip: true };
}

/** The bytes of a file that its pieces join to. */
export function joinPieces(pieces: Iterable<string | Uint8Array>, isGzip: boolean): Uint8Array {
  const bytes = Buffer.concat(
    Array.from(pieces, (piece) => (typeof piece === 'string' ? encodeUtf8(piece) : piece)),
  );
  return isGzip ? gzip(bytes) : bytes;
}
