import { ProfError } from '../../kit/errors.ts';

/**
 * For a text that cannot be a profile, in the reference's words.
 * @param line its number, from 1
 * @param format the legacy format that it began as; left out where that was not known yet
 */
export function legacyError(reason: string, line: number, format?: string): ProfError {
  return new ProfError('BAD_PROFILE', `parsing profile: ${reason}`, {
    hints: [format === undefined ? `line ${line}` : `line ${line} of a ${format} profile in a legacy format`],
    details: { reason, line, ...(format === undefined ? {} : { format }) },
  });
}
