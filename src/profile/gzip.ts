import { gunzipSync, gzipSync } from 'node:zlib';
import { ProfError } from '../kit/errors.ts';
import { DEFAULT_LIMITS, type DecodeLimits, FREE_EXPANSION_BYTES, limitExceeded } from './limits.ts';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** One gzip member with no name and no time, so that equal input gives equal output. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

/**
 * All members of a gzip stream, joined.
 * @throws ProfError BAD_PROFILE `decompressing profile: …` for damage or bytes after the end, LIMIT beyond the limits.
 */
export function gunzip(bytes: Uint8Array, limits: Partial<DecodeLimits> = {}): Uint8Array {
  const { compressedBytes, decodedBytes, gzipRatio } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > compressedBytes) {
    throw limitExceeded('compressedBytes', compressedBytes, `compressed profile of ${bytes.length} bytes`);
  }
  const byRatio = FREE_EXPANSION_BYTES + gzipRatio * bytes.length;
  const maxOutputLength = Math.min(decodedBytes, byRatio);
  try {
    // `info` also returns the engine, which tells how much input it took; the typings leave that out.
    const { buffer, engine } = gunzipSync(bytes, {
      info: true,
      maxOutputLength,
      chunkSize: outputChunkBytes(bytes, maxOutputLength),
    }) as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    if (engine.bytesWritten !== bytes.length) throw new Error('gzip: invalid header after the end');
    return buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw decodedBytes <= byRatio
        ? limitExceeded('decodedBytes', decodedBytes, `profile expands beyond ${decodedBytes} bytes`)
        : limitExceeded('gzipRatio', gzipRatio, `profile expands more than ${gzipRatio} times`);
    }
    throw new ProfError('BAD_PROFILE', `decompressing profile: ${(error as Error).message}`, {
      cause: error,
      details: { reason: (error as Error).message },
    });
  }
}

/**
 * One chunk for the whole output saves a copy of it. The last four bytes claim the size (RFC 1952, ISIZE); a claim that
 * the compressed size makes unlikely is not believed.
 */
function outputChunkBytes(bytes: Uint8Array, maxOutputLength: number): number {
  const at = bytes.length - 4;
  if (at < 0) return 16_384;
  const claimed = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
  return Math.min(Math.max(claimed + 1, 1024), bytes.length * 32 + 16_384, maxOutputLength + 1);
}
