/** Damage to bytes, made from a seed. */

/** Numbers in [0, 1) from a seed (the generator known as mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** `inserted` takes the place of bytes[at ..< at + removed]. */
export interface Edit {
  readonly at: number;
  readonly removed: number;
  readonly inserted: Uint8Array;
}

export function applyEdit(bytes: Uint8Array, { at, removed, inserted }: Edit): Uint8Array {
  const edited = new Uint8Array(bytes.length - removed + inserted.length);
  edited.set(bytes.subarray(0, at));
  edited.set(inserted, at);
  edited.set(bytes.subarray(at + removed), at + inserted.length);
  return edited;
}

/** Bytes at which parsers go wrong: ends of varints, tags of the format, the largest and the smallest. */
const TELLING = [0x00, 0x01, 0x02, 0x08, 0x0a, 0x10, 0x12, 0x1a, 0x22, 0x32, 0x48, 0x7f, 0x80, 0xff];

/** One flip, cut, insertion, copy or truncation. */
export function drawEdit(bytes: Uint8Array, random: () => number): Edit {
  const below = (limit: number) => Math.floor(random() * limit);
  const telling = () => (random() < 0.5 ? TELLING[below(TELLING.length)]! : below(256));
  const at = below(bytes.length);
  const some = Math.min(1 + below(8), bytes.length - at);
  const kinds: (() => Edit)[] = [
    () => ({ at, removed: 1, inserted: Uint8Array.of(bytes[at]! ^ (1 << below(8))) }),
    () => ({ at, removed: 1, inserted: Uint8Array.of(telling()) }),
    () => ({ at, removed: some, inserted: new Uint8Array(0) }),
    () => ({ at, removed: 0, inserted: Uint8Array.from({ length: 1 + below(6) }, telling) }),
    () => ({ at, removed: 0, inserted: bytes.slice(at, at + 1 + below(bytes.length - at)) }),
    () => ({ at, removed: bytes.length - at, inserted: new Uint8Array(0) }),
    // A small number one up or down: another length, another id, another string.
    () => ({ at, removed: 1, inserted: Uint8Array.of((bytes[at]! + (random() < 0.5 ? 1 : 255)) & 0xff) }),
  ];
  return kinds[below(kinds.length)]!();
}
