import { setTimeout as pause } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { ProfError } from '../../kit/errors.ts';
import type { StoredBlob } from '../../ports/blob-store.ts';
import { delayBefore, isWorthRetrying, type RetryOptions } from './retry.ts';

/** The SDK asks again until an answer begins; after that it is on us. */
const BODY_ATTEMPTS = 4;

/** An object, whole: asked for again when the connection broke in the middle of it. @throws what the last attempt did. */
export async function readBody(
  send: () => Promise<GetObjectCommandOutput>,
  { delayMs, maxAttempts }: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<StoredBlob> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send();
    try {
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      if (answer.ContentLength !== undefined && bytes.length !== answer.ContentLength) {
        throw cutShort(bytes.length, answer.ContentLength);
      }
      return { bytes, metadata: answer.Metadata ?? {} };
    } catch (error) {
      signal?.throwIfAborted();
      const isChecksum = error instanceof Error && /checksum mismatch/i.test(error.message);
      const most = Math.min(BODY_ATTEMPTS, maxAttempts);
      if (!isWorthRetrying(error, isChecksum || error instanceof ProfError, attempt, most)) {
        throw isChecksum ? damaged(error) : error;
      }
      await pause(delayBefore(attempt, delayMs), undefined, signal === undefined ? {} : { signal });
    }
  }
}

function cutShort(received: number, expected: number): ProfError {
  return new ProfError('UNREACHABLE', `the answer ended after ${received} of ${expected} bytes`, {
    hints: ['nothing of it was kept; try again'],
  });
}

function damaged(cause: Error): ProfError {
  return new ProfError('BAD_DATA', 'what arrived is not what was stored: its checksum differs', {
    hints: ['something between here and the server changes bytes; try again, or without the proxy'],
    cause,
  });
}
