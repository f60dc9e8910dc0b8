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
    const texts = await readSection(file, sections, namesAt);
    const symbols = await readSection(file, sections, at);
    for (const name of names) findSymbol(name, texts, symbols, addresses);
  }
  return { fixedAddresses: header.readUInt16LE(16) === ET_EXEC, addresses };
}

function findSymbol(name: string, texts: Buffer, symbols: Buffer, into: Map<string, number>): void {
  const nameAt = texts.indexOf(`\0${name}\0`) + 1;
  if (nameAt === 0) return;
  for (let at = 0; at + SYMBOL_BYTES <= symbols.length; at += SYMBOL_BYTES) {
    if (symbols.readUInt32LE(at) === nameAt) into.set(name, Number(symbols.readBigUInt64LE(at + 8)));
  }
}

async function readSection(file: FileHandle, sections: Buffer, at: number): Promise<Buffer> {
  const offset = Number(sections.readBigUInt64LE(at + 24));
  const sizeBytes = Number(sections.readBigUInt64LE(at + 32));
  return sizeBytes > MAX_TABLE_BYTES ? Buffer.alloc(0) : readAt(file, offset, sizeBytes);
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
