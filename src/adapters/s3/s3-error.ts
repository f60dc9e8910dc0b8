import { ProfError } from '../../kit/errors.ts';

interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number | undefined } | undefined;
  readonly code?: unknown;
}

/** Whether a request failed because there is no such object. A missing bucket is no such case. */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as ServiceError;
  return name === 'NoSuchKey' || name === 'NotFound' || ($metadata?.httpStatusCode === 404 && name === '404');
}

export function isPreconditionFailed(error: unknown): boolean {
  const { name, $metadata } = error as ServiceError;
  return name === 'PreconditionFailed' || $metadata?.httpStatusCode === 412;
}

/** A failed request as what the user can do about it; errors that are ours already pass. */
export function s3Error(error: unknown, url: string): unknown {
  if (error instanceof ProfError || !(error instanceof Error)) return error;
  const { name, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  const code = status === 403 || status === 401 ? 'NOT_ALLOWED' : 'UNREACHABLE';
  return new ProfError(code, `${url}: ${name}: ${error.message}`, {
    details: { s3Code: name, ...(status === undefined ? {} : { status }) },
    cause: error,
  });
}
