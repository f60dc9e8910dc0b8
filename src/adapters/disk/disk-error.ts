import { ProfError } from '../../kit/errors.ts';
import { errnoOf } from './file-ops.ts';

/** A failed file call as what the user can do about it; errors that are ours already pass. */
export function diskError(error: unknown, storeUrl: string, doing: string): unknown {
  const errno = errnoOf(error);
  if (error instanceof ProfError || errno === undefined) return error;
  const path = (error as NodeJS.ErrnoException).path;
  const options = { cause: error, details: { errno, ...(path === undefined ? {} : { path }) } };
  const where = path ?? storeUrl;
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return new ProfError('NOT_ALLOWED', `not allowed to ${doing} ${where}`, {
        ...options,
        hints: ['check who owns the folder, or choose another store: --store FOLDER'],
      });
    case 'EROFS':
      return new ProfError('NOT_ALLOWED', `cannot ${doing} ${where}: the file system is read-only`, options);
    case 'ENOSPC':
    case 'EDQUOT':
      return new ProfError('UNREACHABLE', `cannot ${doing} ${where}: no space left`, {
        ...options,
        hints: ['free some space, or choose another store: --store FOLDER'],
      });
    case 'ENOTDIR':
      return new ProfError(
        'BAD_DATA',
        `cannot ${doing} ${where}: a file stands where the store wants a folder`,
        options,
      );
    default:
      return new ProfError('UNREACHABLE', `cannot ${doing} ${where}: ${(error as Error).message}`, options);
  }
}
