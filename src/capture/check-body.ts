import { sniffFormat } from '../formats/registry.ts';
import { ProfError } from '../kit/errors.ts';
import { safeText } from '../kit/safe-text.ts';
import { decodePprof } from '../profile/decode.ts';
import { gunzip, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { Profile } from '../profile/profile.ts';
import type { ProfileExtension } from '../store/keys.ts';

/** A body that is a profile. */
export interface CheckedBody {
  /** What is to be kept. */
  readonly bytes: Uint8Array;
  readonly ext: ProfileExtension;
  /** Decoded, where it is pprof. */
  readonly profile: Profile | undefined;
}

const FIRST_LINE_CHARS = 200;

/**
 * Proves that an answer holds a whole profile before anything is kept.
 * @param shown the URL, for the message.
 * @throws ProfError BAD_PROFILE that quotes the first line of what came instead, or LIMIT.
 */
export function checkBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  options: { readonly shown: string; readonly limits: DecodeLimits },
): CheckedBody {
  if (body.length === 0) throw new ProfError('BAD_PROFILE', `${options.shown}: the answer is empty`);
  const bytes = withoutTransport(body, contentEncoding, options);
  switch (sniffFormat(bytes)) {
    case 'go-trace':
      return { bytes, ext: 'trace', profile: undefined };
    case 'cpuprofile':
    case 'heapprofile':
    case 'heapsnapshot':
      return { bytes, ext: sniffFormat(bytes) as ProfileExtension, profile: undefined };
    default:
      return { bytes, ext: 'pprof', profile: decodeOrRefuse(bytes, options) };
  }
}

/**
 * A profile is gzip already. Some servers say so in `content-encoding`, where the body is the profile itself;
 * others pack it a second time, and then the layer outside is taken off.
 */
function withoutTransport(
  body: Uint8Array,
  contentEncoding: string | undefined,
  options: { readonly shown: string; readonly limits: DecodeLimits },
): Uint8Array {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ProfError(
      'BAD_DATA',
      `${options.shown}: the answer is packed as ${encoding}, which was not asked for`,
    );
  }
  if (!isGzip(body)) return body;
  let inner: Uint8Array;
  try {
    inner = gunzip(body, options.limits);
  } catch (error) {
    throw refusal(body, options.shown, error);
  }
  const format = sniffFormat(inner);
  return isGzip(inner) || (format !== undefined && format !== 'pprof') ? inner : body;
}

function decodeOrRefuse(
  bytes: Uint8Array,
  options: { readonly shown: string; readonly limits: DecodeLimits },
): Profile {
  try {
    return decodePprof(bytes, { limits: options.limits });
  } catch (error) {
    if (error instanceof ProfError && error.code === 'LIMIT') {
      throw new ProfError('LIMIT', `${options.shown}: ${error.message}`, {
        hints: error.hints,
        details: error.details,
        cause: error,
      });
    }
    throw refusal(bytes, options.shown, error);
  }
}

function refusal(bytes: Uint8Array, shown: string, cause: unknown): ProfError {
  const reason = cause instanceof ProfError ? cause.message : String(cause);
  const line = firstLine(bytes);
  const hints = /^<(?:!doctype|html|\?xml)/i.test(line ?? '')
    ? ['that is a web page: the path may be wrong, or a login stands before it']
    : [];
  return new ProfError(
    'BAD_PROFILE',
    line === undefined
      ? `${shown}: no valid profile came: ${reason}`
      : `${shown}: no valid profile came, but: ${line}`,
    { hints, details: { reason, ...(line === undefined ? {} : { firstLine: line }) }, cause },
  );
}

/**
 * The first line of a text, shortened, with control characters made visible; undefined for binary data.
 */
export function firstLine(bytes: Uint8Array): string | undefined {
  if (isGzip(bytes)) return undefined;
  const text = new TextDecoder().decode(bytes.subarray(0, 4096));
  const line = text
    .split(/\r\n|[\r\n]/)
    .find((candidate) => candidate.trim() !== '')
    ?.trim();
  const odd = (text.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g) ?? []).length;
  if (line === undefined || odd > text.length / 10) return undefined;
  return safeText(line.length > FIRST_LINE_CHARS ? `${line.slice(0, FIRST_LINE_CHARS)}…` : line);
}
