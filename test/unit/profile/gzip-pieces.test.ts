import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzip } from '../../../src/profile/gzip.ts';
import { gzipPieces } from '../../../src/profile/gzip-pieces.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length + 3000, max: 3 });

describe('gzipPieces', () => {
  it('gives one gzip member of all pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(bytes(0), bytes(60_000)), { maxLength: 6 }), async (pieces) => {
        const packed = await gzipPieces(pieces);
        const whole = Buffer.concat(pieces);
        // Bytes after the first member would be an error here.
        expect(Buffer.from(gunzip(packed))).toEqual(whole);
        expect(gunzipSync(packed)).toEqual(whole);
      }),
      { numRuns: 12 },
    );
  });

  it('gives the same bytes for the same pieces', async () => {
    const pieces = [Buffer.from('one '.repeat(9000)), Buffer.from('two '.repeat(9000))];
    expect(await gzipPieces(pieces)).toEqual(await gzipPieces(pieces));
  });

  it('finds in a piece what the one before it held', async () => {
    const noise = Buffer.from(
      Array.from({ length: 20_000 }, (_, i) => (Math.imul(i, i) * 2654435761) >>> 24),
    );
    const [once, twice] = [await gzipPieces([noise]), await gzipPieces([noise, noise])];
    expect(twice.length - once.length).toBeLessThan(once.length / 20);
  });
});
