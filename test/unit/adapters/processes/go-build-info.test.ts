import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readGoBuildInfo } from '../../../../src/adapters/processes/go-build-info.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prof-elf-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array): Promise<string | undefined> {
  const path = join(folder, 'program');
  await writeFile(path, bytes);
  const file = await open(path);
  try {
    return await readGoBuildInfo(file);
  } finally {
    await file.close();
  }
}

const MARK = '0123456789abcdef';

/** A text with its length before it, as a varint of two bytes. */
function counted(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([(bytes.length & 0x7f) | 0x80, bytes.length >> 7]), bytes]);
}

function buildInfo(lines: string, { flags = 2, magic = '\xff Go buildinf:' } = {}): Buffer {
  const head = Buffer.alloc(32);
  head.write(magic, 'latin1');
  head[14] = 8;
  head[15] = flags;
  return Buffer.concat([head, counted('go1.26.8'), counted(MARK + lines + MARK)]);
}

/** An ELF file of two sections: names, and this one (System V ABI, chapter 4). */
function elf(section: Buffer, { name = '.go.buildinfo', sizeBytes = section.length } = {}): Buffer {
  const names = Buffer.from(`\0.shstrtab\0${name}\0`);
  const namesAt = 64;
  const sectionAt = namesAt + names.length;
  const table = Buffer.alloc(3 * 64);
  const describe = (i: number, nameAt: number, at: number, size: number) => {
    table.writeUInt32LE(nameAt, i * 64);
    table.writeBigUInt64LE(BigInt(at), i * 64 + 24);
    table.writeBigUInt64LE(BigInt(size), i * 64 + 32);
  };
  describe(1, 1, namesAt, names.length);
  describe(2, 11, sectionAt, sizeBytes);
  const header = Buffer.alloc(64);
  header.writeUInt32BE(0x7f454c46, 0);
  header[4] = 2;
  header[5] = 1;
  header.writeBigUInt64LE(BigInt(sectionAt + section.length), 40);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(3, 60);
  header.writeUInt16LE(1, 62);
  return Buffer.concat([header, names, section, table]);
}

const LINES = 'path\tcheckout\nbuild\tvcs=git\n';

it('reads the lines that Go noted', async () => {
  expect(await read(elf(buildInfo(LINES)))).toBe(LINES);
});

it.each<[string, Buffer]>([
  ['no ELF file', Buffer.from('#!/bin/sh\n')],
  ['an empty file', Buffer.alloc(0)],
  ['a program of another language', elf(buildInfo(LINES), { name: '.text' })],
  ['a section of other content', elf(buildInfo(LINES, { magic: 'something else' }))],
  ['a layout from before Go 1.18', elf(buildInfo(LINES, { flags: 0 }))],
  ['a section that is said to be huge', elf(buildInfo(LINES), { sizeBytes: 2 ** 40 })],
  [
    'lines shorter than their marks',
    elf(Buffer.concat([buildInfo(LINES).subarray(0, 32), counted('v'), counted('x')])),
  ],
])('finds nothing in %s', async (_what, bytes) => {
  expect(await read(bytes)).toBeUndefined();
});

it('survives a file that ends anywhere', async () => {
  const whole = elf(buildInfo(LINES));
  for (let length = 0; length < whole.length; length += 7) {
    expect(await read(whole.subarray(0, length))).toBeUndefined();
  }
  const section = buildInfo(LINES);
  for (let length = 0; length < section.length; length++) {
    expect(await read(elf(section.subarray(0, length)))).toBeUndefined();
  }
});
