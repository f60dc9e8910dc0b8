import type { FileHandle } from 'node:fs/promises';

/**
 * Addresses of named symbols in a 64-bit little-endian ELF file, from its symbol tables.
 * Format: System V ABI, chapters 4 and 5. A file of another kind yields `undefined`.
 */
export interface ElfSymbols {
  /** The file is loaded at the addresses that it names itself (ET_EXEC), not relative to a base (ET_DYN). */
  readonly fixedAddresses: boolean;
  readonly addresses: ReadonlyMap<string, number>;
}

const SECTION_SYMTAB = 2;
const SECTION_DYNSYM = 11;
const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const ET_EXEC = 2;
/** Far above Node.js's own 25 MB of names; a hostile header must not make us read a disk. */
const MAX_TABLE_BYTES = 512 * 1024 * 1024;
/** Read at once: tables are large, and where this runs there may be little memory to spare. */
const PIECE_BYTES = 40_000 * SYMBOL_BYTES;

export async function readElfSymbols(
  file: FileHandle,
  names: readonly string[],
): Promise<ElfSymbols | undefined> {
  const header = await readAt(file, 0, 64);
  const isElf64 = header.length === 64 && header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2;
  if (!isElf64 || header[5] !== 1) return undefined;
  const sections = await readAt(file, Number(header.readBigUInt64LE(40)), header.readUInt16LE(60) * 64);
  const addresses = new Map<string, number>();
  for (let at = 0; at + SECTION_BYTES <= sections.length; at += SECTION_BYTES) {
    const kind = sections.readUInt32LE(at + 4);
    if (kind !== SECTION_SYMTAB && kind !== SECTION_DYNSYM) continue;
    const namesAt = sections.readUInt32LE(at + 40) * SECTION_BYTES;
    if (namesAt + SECTION_BYTES > sections.length) return undefined;
    const places = await findNames(file, placeOf(sections, namesAt), names);
    if (places.size > 0) await findAddresses(file, placeOf(sections, at), places, addresses);
  }
  return { fixedAddresses: header.readUInt16LE(16) === ET_EXEC, addresses };
}

interface SectionPlace {
  readonly offset: number;
  readonly sizeBytes: number;
}

function placeOf(sections: Buffer, at: number): SectionPlace {
  const sizeBytes = Number(sections.readBigUInt64LE(at + 32));
  return {
    offset: Number(sections.readBigUInt64LE(at + 24)),
    sizeBytes: sizeBytes > MAX_TABLE_BYTES ? 0 : sizeBytes,
  };
}

/** Names by their place in a table of names. */
async function findNames(
  file: FileHandle,
  { offset, sizeBytes }: SectionPlace,
  names: readonly string[],
): Promise<Map<number, string>> {
  const places = new Map<number, string>();
  // A name, with the zero bytes around it, may lie across two pieces.
  const overlap = Math.max(0, ...names.map((name) => name.length)) + 1;
  for (let at = 0; at < sizeBytes; at += PIECE_BYTES) {
    const piece = await readAt(file, offset + at, Math.min(PIECE_BYTES + overlap, sizeBytes - at));
    for (const name of names) {
      const found = piece.indexOf(`\0${name}\0`);
      if (found !== -1) places.set(at + found + 1, name);
    }
  }
  return places;
}

async function findAddresses(
  file: FileHandle,
  { offset, sizeBytes }: SectionPlace,
  places: ReadonlyMap<number, string>,
  into: Map<string, number>,
): Promise<void> {
  for (let start = 0; start < sizeBytes; start += PIECE_BYTES) {
    const symbols = await readAt(file, offset + start, Math.min(PIECE_BYTES, sizeBytes - start));
    for (let at = 0; at + SYMBOL_BYTES <= symbols.length; at += SYMBOL_BYTES) {
      const name = places.get(symbols.readUInt32LE(at));
      if (name !== undefined) into.set(name, Number(symbols.readBigUInt64LE(at + 8)));
    }
  }
}

/** As many of these bytes as there are. */
export async function readAt(file: FileHandle, offset: number, sizeBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(sizeBytes);
  let filled = 0;
  while (filled < sizeBytes) {
    const { bytesRead } = await file.read(buffer, filled, sizeBytes - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
