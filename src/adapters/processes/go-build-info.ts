import type { FileHandle } from 'node:fs/promises';
import { readAt } from './elf-symbols.ts';

/**
 * What Go's linker notes in a program about its build, as the lines that `go version -m` prints: module, dependencies,
 * `build	vcs.revision=…`. Undefined for programs of other languages and of Go before 1.18.
 * Format: https://go.dev/src/debug/buildinfo/buildinfo.go (the section `.go.buildinfo`: 16 bytes that name it, at 32
 * two texts with their lengths as varints, the Go version and the lines between two marks of 16 bytes).
 */
export async function readGoBuildInfo(file: FileHandle): Promise<string | undefined> {
  const section = await findSection(file, '.go.buildinfo');
  if (section?.subarray(0, MAGIC.length).equals(MAGIC) !== true) return undefined;
  if (((section[FLAGS_AT] ?? 0) & HOLDS_TEXTS) === 0) return undefined;
  const version = textAt(section, TEXTS_AT);
  const lines = version && textAt(section, version.end);
  if (!lines || lines.text.length < 2 * MARK_BYTES) return undefined;
  return lines.text.subarray(MARK_BYTES, lines.text.length - MARK_BYTES).toString('utf8');
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const FLAGS_AT = 15;
const HOLDS_TEXTS = 2;
const TEXTS_AT = 32;
const MARK_BYTES = 16;
/** Hundreds of dependencies take some 50 kB; a hostile program must not fill our memory. */
const MAX_SECTION_BYTES = 4 * 1024 * 1024;
const HEADER_BYTES = 64;
const MAX_SECTIONS = 4096;

/** The bytes of a section of a 64-bit little-endian ELF file (System V ABI, chapter 4). */
async function findSection(file: FileHandle, name: string): Promise<Buffer | undefined> {
  const header = await readAt(file, 0, HEADER_BYTES);
  const isElf64 = header.length === HEADER_BYTES && header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2;
  if (!isElf64 || header[5] !== 1) return undefined;
  const count = Math.min(header.readUInt16LE(60), MAX_SECTIONS);
  const tableAt = Number(header.readBigUInt64LE(40));
  if (!Number.isSafeInteger(tableAt)) return undefined;
  const table = await readAt(file, tableAt, count * HEADER_BYTES);
  const names = await sectionBytes(file, table, header.readUInt16LE(62));
  if (!names) return undefined;
  for (let i = 0; (i + 1) * HEADER_BYTES <= table.length; i++) {
    const nameAt = table.readUInt32LE(i * HEADER_BYTES);
    const end = names.indexOf(0, nameAt);
    if (end !== -1 && names.toString('latin1', nameAt, end) === name) return sectionBytes(file, table, i);
  }
  return undefined;
}

async function sectionBytes(file: FileHandle, table: Buffer, index: number): Promise<Buffer | undefined> {
  const at = index * HEADER_BYTES;
  if (at + HEADER_BYTES > table.length) return undefined;
  const offset = table.readBigUInt64LE(at + 24);
  const sizeBytes = table.readBigUInt64LE(at + 32);
  if (sizeBytes > MAX_SECTION_BYTES || offset > Number.MAX_SAFE_INTEGER) return undefined;
  return readAt(file, Number(offset), Number(sizeBytes));
}

function textAt(section: Buffer, start: number): { readonly text: Buffer; readonly end: number } | undefined {
  let length = 0;
  let scale = 1;
  for (let at = start; at < section.length && at < start + 5; at++) {
    length += (section[at]! & 0x7f) * scale;
    scale *= 128;
    if (section[at]! >= 0x80) continue;
    const end = at + 1 + length;
    return end > section.length ? undefined : { text: section.subarray(at + 1, end), end };
  }
  return undefined;
}
