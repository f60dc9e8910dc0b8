import type { S3ClientConfig } from '@aws-sdk/client-s3';

type Strategy = Exclude<NonNullable<S3ClientConfig['retryStrategy']>, { retry: unknown }>;
type ErrorInfo = Parameters<
  Extract<Strategy, { refreshRetryTokenForRetry: unknown }>['refreshRetryTokenForRetry']
>[1];

export interface RetryOptions {
  /** Attempts of a request in all. */
  readonly maxAttempts: number;
  /** Before the second attempt; twice as long before each further one. */
  readonly delayMs: number;
}

const MAX_DELAY_MS = 5_000;
/** What a busy or restarted server says, beyond what the SDK takes for passing. */
const PASSING = new Set([
  'InternalError',
  'ServiceUnavailable',
  'SlowDown',
  'RequestTimeout',
  'OperationAborted',
  'ConditionalRequestConflict',
  'IncompleteBody',
]);
/** What hardly passes while somebody waits: tried again, but not often. */
const FEW_ATTEMPTS = 3;
const SELDOM = new Set([
  'TimeoutError',
  'RequestTimeTooSkewed',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether a request is worth another attempt after so many; every request of the store may be repeated. */
export function isWorthRetrying(
  error: unknown,
  isTransient: boolean,
  attempts: number,
  maxAttempts: number,
): boolean {
  const { name, code } = error as { name?: string; code?: string };
  const words = [name, code].filter((word) => word !== undefined);
  const isReset = code === 'ECONNRESET' || code === 'EPIPE';
  const isSeldom = !isReset && words.some((word) => SELDOM.has(word));
  if (attempts >= (isSeldom ? Math.min(FEW_ATTEMPTS, maxAttempts) : maxAttempts)) return false;
  return isTransient || isSeldom || isReset || words.some((word) => PASSING.has(word));
}

/** Doubling, with a random part: many clients of one server must not come back together. */
export function delayBefore(attempt: number, delayMs: number): number {
  const fullMs = Math.min(delayMs * 2 ** (attempt - 1), MAX_DELAY_MS);
  return fullMs / 2 + (Math.random() * fullMs) / 2;
}

/** The attempts of one request for the SDK, which waits as long as the token says. */
export function retryStrategy({ maxAttempts, delayMs }: RetryOptions): Strategy {
  const token = (retries: number) => ({
    getRetryCount: () => retries,
    getRetryDelay: () => (retries === 0 ? 0 : delayBefore(retries, delayMs)),
    getRetryCost: () => undefined,
  });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (before: { getRetryCount(): number }, info: ErrorInfo) => {
      const attempts = before.getRetryCount() + 1;
      const isTransient = info.errorType === 'TRANSIENT' || info.errorType === 'THROTTLING';
      if (isWorthRetrying(info.error, isTransient, attempts, maxAttempts)) return token(attempts);
      throw new Error('no further attempt');
    },
    recordSuccess: () => {},
  };
}
