import { ProfError } from '../kit/errors.ts';
import type { HttpResponse } from '../ports/http-client.ts';
import { gunzip, isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';

/**
 * The body as it was before the server packed it for the way. A profile is gzip already, and some servers say so in
 * `content-encoding`: then the body is the profile itself. Others pack it a second time, and then the layer outside
 * is taken off.
 * @throws ProfError BAD_DATA for another encoding, BAD_PROFILE for damage, LIMIT.
 */
export function undoContentEncoding(
  { body, headers }: Pick<HttpResponse, 'body' | 'headers'>,
  limits: Partial<DecodeLimits> | undefined,
): Uint8Array {
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ProfError('BAD_DATA', `the answer is packed as ${encoding}, which was not asked for`);
  }
  if (!isGzip(body)) return body;
  const inner = gunzip(body, limits);
  return isGzip(inner) ? inner : body;
}
