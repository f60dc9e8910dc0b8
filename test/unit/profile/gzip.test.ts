import { crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip, gzip } from '../../../src/profile/gzip.ts';
import { FREE_EXPANSION_BYTES } from '../../../src/profile/limits.ts';

const DATA = Buffer.from('a profile, '.repeat(40));
const FLAGS = { text: 1, checksum: 2, extra: 4, name: 8, comment: 16, reserved: 32 } as const;

interface MemberParts {
  readonly data?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly name?: string;
  readonly headerChecksumError?: number;
  readonly checksumError?: number;
  readonly lengthError?: number;
}

/** One gzip member, put together by RFC 1952. */
function member({ data = DATA, method = 8, flags = 0, ...parts }: MemberParts = {}): Buffer {
  const head = [Buffer.from([0x1f, 0x8b, method, flags, 0, 0, 0, 0, 0, 255])];
  if ((flags & FLAGS.extra) !== 0) head.push(Buffer.from([3, 0, 1, 2, 3]));
  if ((flags & FLAGS.name) !== 0) head.push(Buffer.from(`${parts.name ?? 'name'}\0`, 'latin1'));
  if ((flags & FLAGS.comment) !== 0) head.push(Buffer.from('comment\0', 'latin1'));
  if ((flags & FLAGS.checksum) !== 0) {
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE((crc32(Buffer.concat(head)) & 0xffff) ^ (parts.headerChecksumError ?? 0));
    head.push(sum);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE((crc32(data) ^ (parts.checksumError ?? 0)) >>> 0, 0);
  trailer.writeUInt32LE(data.length + (parts.lengthError ?? 0), 4);
  return Buffer.concat([...head, deflateRawSync(data), trailer]);
}

describe('gzip', () => {
  it('gives equal bytes for equal input, without a time, and what zlib reads', () => {
    const compressed = gzip(DATA);
    expect(gzip(DATA)).toEqual(compressed);
    expect([...compressed.subarray(0, 9)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0]);
    expect(gunzipSync(compressed).equals(DATA)).toBe(true);
  });
});

describe('gunzip', () => {
  const half = DATA.length / 2;
  const empty = member({ data: Buffer.alloc(0) });

  it.each([
    ['one member', member()],
    [
      'two members',
      Buffer.concat([member({ data: DATA.subarray(0, half) }), member({ data: DATA.subarray(half) })]),
    ],
    ['an empty member first', Buffer.concat([empty, member()])],
    ['an empty member last', Buffer.concat([member(), empty])],
    ['every part of the header', member({ flags: 31 })],
    ['a reserved flag', member({ flags: FLAGS.reserved })],
    ['a name of 511 bytes', member({ flags: FLAGS.name, name: 'n'.repeat(511) })],
  ])('takes %s', (_what, bytes) => {
    expect(Buffer.from(gunzip(bytes)).equals(DATA)).toBe(true);
  });

  // What `go tool pprof` of Go 1.26 says of the same files.
  it.each([
    ['a zero byte after the end', Buffer.concat([member(), Buffer.alloc(1)]), 'unexpected EOF'],
    ['zeros after the end', Buffer.concat([member(), Buffer.alloc(20)]), 'gzip: invalid header'],
    ['text after the end', Buffer.concat([member(), Buffer.from('more text')]), 'gzip: invalid header'],
    ['half a member after the end', Buffer.concat([member(), member().subarray(0, 20)]), 'unexpected EOF'],
    ['nothing but the magic', member().subarray(0, 2), 'unexpected EOF'],
    ['a missing last byte', member().subarray(0, -1), 'unexpected EOF'],
    ['another checksum', member({ checksumError: 1 }), 'gzip: invalid checksum'],
    ['another length', member({ lengthError: 1 }), 'gzip: invalid checksum'],
    [
      'another header checksum',
      member({ flags: FLAGS.checksum, headerChecksumError: 1 }),
      'gzip: invalid header',
    ],
    ['another method', member({ method: 7 }), 'gzip: invalid header'],
    ['a name of 512 bytes', member({ flags: FLAGS.name, name: 'n'.repeat(512) }), 'gzip: invalid header'],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => gunzip(bytes)).toThrow(
      expect.objectContaining({
        code: 'BAD_PROFILE',
        message: `decompressing profile: ${reason}`,
        details: { reason },
      }),
    );
  });

  it('refuses damaged data', () => {
    const bytes = member();
    bytes[10] = 0xff;
    expect(() => gunzip(bytes)).toThrow(/^decompressing profile: flate: corrupt input/);
  });

  it.each([
    ['compressedBytes', { compressedBytes: 30 }],
    ['decodedBytes', { decodedBytes: DATA.length - 1 }],
  ])('stops at the limit %s', (limit, limits) => {
    expect(() => gunzip(member(), limits)).toThrow(
      expect.objectContaining({ code: 'LIMIT', details: expect.objectContaining({ limit }) }),
    );
  });

  it('takes what is just within the limits', () => {
    const bytes = member();
    expect(gunzip(bytes, { compressedBytes: bytes.length, decodedBytes: DATA.length }).length).toBe(
      DATA.length,
    );
  });

  it('stops at an expansion beyond the ratio, which small files may exceed', () => {
    const zeros = gzip(Buffer.alloc(FREE_EXPANSION_BYTES * 2));
    expect(() => gunzip(zeros, { gzipRatio: 100 })).toThrow(
      expect.objectContaining({ code: 'LIMIT', details: expect.objectContaining({ limit: 'gzipRatio' }) }),
    );
    expect(gunzip(gzip(Buffer.alloc(1 << 20)), { gzipRatio: 1 }).length).toBe(1 << 20);
  });

  it('stops at the limit too where the file claims to be shorter', () => {
    const zeros = Buffer.from(gzip(Buffer.alloc(1 << 20)));
    zeros.writeUInt32LE(10, zeros.length - 4);
    expect(() => gunzip(zeros, { decodedBytes: 1 << 16 })).toThrow(
      expect.objectContaining({ code: 'LIMIT', details: expect.objectContaining({ limit: 'decodedBytes' }) }),
    );
  });

  it('refuses a likely claim beyond the limit before anything is unpacked', () => {
    // Damage that unpacking would have to meet first.
    const zeros = Buffer.from(gzip(Buffer.alloc(1 << 20)));
    zeros.fill(0xff, 20, 60);
    expect(() => gunzip(zeros, { decodedBytes: 1 << 16 })).toThrow(
      expect.objectContaining({ code: 'LIMIT' }),
    );
    expect(() => gunzip(zeros)).toThrow(expect.objectContaining({ code: 'BAD_PROFILE' }));
  });

  it('does not believe the length that a small file claims', () => {
    const bytes = member({ lengthError: 0x7fff_0000 });
    expect(() => gunzip(bytes)).toThrow('gzip: invalid checksum');
  });
});
