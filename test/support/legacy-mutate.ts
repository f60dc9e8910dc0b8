/** Damage to profiles in legacy formats, made from a seed: besides that of bytes, what their texts may hold. */
import { LEGACY_BASES } from './legacy-bases.ts';
import { applyEdit, drawEdit, type Edit } from './mutate.ts';

const NUMBERS =
  '0 1 -1 2 3 7 010 08 0x1f 0b101 0o17 1_000 4096 524288 400000 401235 9223372036854775807 9223372036854775808 ' +
  '-9223372036854775808 18446744073709551615 0xffffffffffffffff 0x10000000000000000 0x0 0x1 123456789012345678901234567890';
const SPACES = [
  ' ',
  '  ',
  '\t',
  '\v',
  '\f',
  '\r',
  '\r\n',
  '\n',
  '\n\n',
  '\u00a0',
  '\u2003',
  '\u0085',
  '\ufeff',
  '',
];
const PIECES = [
  ...'heap profile: |@ heap/|@ heap_v2/512|@ heapz_v2|@ heapprofile|@ growth|[| ]|: |@ |+|-|=|$|(@|)|/'.split(
    '|',
  ),
  ...'x.go:12] |$build|$b|b=$build|=|build = /tmp|(deleted)|/anon_hugepage|[heap]|.so|.so.1|r-xp |rw-p |xp'.split(
    '|',
  ),
  ...'--- Thread 1 (name: a/1) stack: ---|--- threadz 1 ---|same as previous thread'.split('|'),
  ...'---|---- no stack trace for|--- Memory map: ---|MAPPED_LIBRARIES:|--- contentionz 1 ---'.split('|'),
  ...'# comment|goroutine profile: total 3|format=java|resolution=ms|sampling period=3|cycles/second=7'.split(
    '|',
  ),
  ...'f (A.java:1)|f (A.java:0)|f (:5)|f  (a (b:1)|(/)|(lib//)|generated stub/JIT|8:1 5 /bin/x'.split('|'),
  ...'1 @ 0x5 0x6|10 2 @ 0x5|1: 2 [3: 4] @ 0x5|400000-500000 r-xp 0 8:1 5 /bin/x|4000005000 /x'.split('|'),
];

/** One change of a word, number, space or line, or of bytes. */
function drawLegacyEdit(bytes: Uint8Array, random: () => number): Edit {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const text = Buffer.from(bytes).toString('latin1');
  const replace = (pattern: RegExp, inserted: string): Edit | undefined => {
    const match = pick([...text.matchAll(pattern)]);
    return match && { at: match.index, removed: match[0].length, inserted: Buffer.from(inserted) };
  };
  const insert = (at: number, inserted: string): Edit => ({
    at,
    removed: 0,
    inserted: Buffer.from(inserted),
  });
  const place = Math.floor(random() * bytes.length);
  const kinds: (() => Edit | undefined)[] = [
    () => replace(/-?(?:0x)?[0-9a-f]+/g, pick(NUMBERS.split(' '))),
    () => replace(/\s+/g, pick(SPACES)),
    () => replace(/\S+/g, pick(PIECES)),
    () => replace(/[^\n]*\n?/g, ''),
    () => replace(/\n/g, `\n${lineOf(pick([...LEGACY_BASES.values()]), random)}\n`),
    () => replace(/\n/g, `\n${pick(PIECES)}\n`),
    () => replace(/\n/g, `\n${lineOf(bytes, random)}\n`),
    () => insert(place, pick(PIECES)),
    () => insert(place, pick(NUMBERS.split(' '))),
    () => insert(place, pick(SPACES)),
    () => drawEdit(bytes, random),
    () => (random() < 0.1 ? insert(place, pick(['x', ' ', '1', '$', '0x1 ']).repeat(70_000)) : undefined),
  ];
  return pick(kinds)() ?? drawEdit(bytes, random);
}

function lineOf(bytes: Uint8Array, random: () => number): string {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines[Math.floor(random() * lines.length)]!;
}

/** A base with up to four changes. */
export function drawLegacyMutant(base: Uint8Array, random: () => number): Uint8Array {
  let bytes = base;
  for (let left = 1 + Math.floor(random() * 4); left > 0 && bytes.length > 0; left--) {
    bytes = applyEdit(bytes, drawLegacyEdit(bytes, random));
  }
  return bytes;
}
