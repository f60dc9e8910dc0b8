import { gunzipSync, gzipSync, type ZlibOptions, gunzip as zlibGunzip } from 'node:zlib';
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
 * All members of a gzip stream (RFC 1952), joined. What the reference takes is taken, in its words what it refuses.
 * @throws ProfError BAD_PROFILE `decompressing profile: …` for damage or bytes after the end, LIMIT beyond the limits.
 */
export function gunzip(bytes: Uint8Array, limits: Partial<DecodeLimits> = {}): Uint8Array {
  const plan = planGunzip(bytes, limits);
  try {
    return plan.accept(gunzipSync(plan.readable, plan.options) as unknown as ZlibResult);
  } catch (error) {
    throw plan.explain(error);
  }
}

/** The same on another thread, so that this one can go on meanwhile. */
export async function gunzipAside(
  bytes: Uint8Array,
  limits: Partial<DecodeLimits> = {},
): Promise<Uint8Array> {
  const plan = planGunzip(bytes, limits);
  return new Promise((resolve, reject) => {
    zlibGunzip(plan.readable, plan.options, (error, result) => {
      try {
        if (error !== null) throw error;
        resolve(plan.accept(result as unknown as ZlibResult));
      } catch (problem) {
        reject(plan.explain(problem));
      }
    });
  });
}

/** `info` also returns the engine, which tells how much input it took; the typings leave that out. */
interface ZlibResult {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

interface GunzipPlan {
  readonly readable: Uint8Array;
  readonly options: ZlibOptions;
  readonly accept: (result: ZlibResult) => Uint8Array;
  readonly explain: (error: unknown) => ProfError;
}

function planGunzip(bytes: Uint8Array, limits: Partial<DecodeLimits>): GunzipPlan {
  const { compressedBytes, decodedBytes, gzipRatio } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > compressedBytes) {
    throw limitExceeded('compressedBytes', compressedBytes, `compressed profile of ${bytes.length} bytes`);
  }
  const byRatio = FREE_EXPANSION_BYTES + gzipRatio * bytes.length;
  const maxOutputLength = Math.min(decodedBytes, byRatio);
  const tooLarge = (): ProfError =>
    decodedBytes <= byRatio
      ? limitExceeded('decodedBytes', decodedBytes, `profile expands beyond ${decodedBytes} bytes`)
      : limitExceeded('gzipRatio', gzipRatio, `profile expands more than ${gzipRatio} times`);
  const readable = checkHeader(bytes);
  const claimedBytes = claimedSize(bytes);
  // Refused before a gigabyte of it was made. What deflate cannot do is no claim but damage, found below.
  if (claimedBytes > maxOutputLength && claimedBytes <= bytes.length * DEFLATE_MAX_RATIO) throw tooLarge();
  return {
    readable,
    options: {
      info: true,
      maxOutputLength,
      // One chunk for the whole output saves a copy of it, where the claim is likely.
      chunkSize: Math.min(Math.max(claimedBytes + 1, 1024), bytes.length * 32 + 16_384, maxOutputLength + 1),
    },
    accept: ({ buffer, engine }) => {
      // Node stops in silence at bytes that begin no further member.
      const left = bytes.length - engine.bytesWritten;
      if (left > 0) throw damaged(left < SMALLEST_HEADER ? 'unexpected EOF' : 'gzip: invalid header');
      return buffer;
    },
    explain: (error) => {
      if (error instanceof ProfError) return error;
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
      return damaged(referenceWords((error as Error).message), error);
    },
  };
}

function damaged(reason: string, cause?: unknown): ProfError {
  return new ProfError('BAD_PROFILE', `decompressing profile: ${reason}`, { cause, details: { reason } });
}

/** zlib's messages, in the reference's words. */
function referenceWords(message: string): string {
  if (message === 'unexpected end of file') return 'unexpected EOF';
  if (/^incorrect (data|length) check$/.test(message)) return 'gzip: invalid checksum';
  if (/header/.test(message) || message === 'unknown compression method') return 'gzip: invalid header';
  return `flate: corrupt input: ${message}`;
}

const SMALLEST_HEADER = 10;
const FLAGS_AT = 3;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
const RESERVED_FLAGS = 0xe0;
/** The reference reads names and comments into this much. */
const MAX_TEXT_BYTES = 512;

/**
 * Where zlib and the reference disagree on a header: the reference refuses names and comments of 512 bytes and more,
 * and does not mind reserved flags, which are taken away here.
 */
function checkHeader(bytes: Uint8Array): Uint8Array {
  const flags = bytes[FLAGS_AT] ?? 0;
  let at = SMALLEST_HEADER;
  if ((flags & HAS_EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8);
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const text = bytes.subarray(at, at + MAX_TEXT_BYTES);
    const end = text.indexOf(0);
    if (end === -1 && text.length === MAX_TEXT_BYTES) throw damaged('gzip: invalid header');
    at += end + 1;
  }
  if ((flags & RESERVED_FLAGS) === 0) return bytes;
  const copy = bytes.slice();
  copy[FLAGS_AT] = flags & ~RESERVED_FLAGS;
  return copy;
}

/** Zeros become a thousandth: https://www.zlib.net/zlib_tech.html */
const DEFLATE_MAX_RATIO = 1032;

/** What the last four bytes say of the size of the last member (RFC 1952, ISIZE). */
function claimedSize(bytes: Uint8Array): number {
  if (bytes.length < 4) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(bytes.length - 4, true);
}
