import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import { lateUtil } from '../kit/late-modules.ts';

/** What the failing command offers, for suggestions. */
export interface CommandFacts {
  /** As people type it: `prof ls`. */
  readonly usage: string;
  /** Long flag names without dashes. */
  readonly flagNames: readonly string[];
}

interface ParserError extends Error {
  readonly flags?: unknown;
  readonly oclif?: { readonly exit?: number };
}

/**
 * Any thrown value as a ProfError: ours as they are, the flag parser's as USAGE with a suggestion,
 * an abort as what its signal says, all else as BUG.
 */
export function toProfError(thrown: unknown, facts: CommandFacts): ProfError {
  if (thrown instanceof ProfError) return thrown;
  if (thrown instanceof Error && thrown.cause instanceof ProfError && thrown.name === 'AbortError') {
    return thrown.cause;
  }
  if (isParserError(thrown)) return usageError(thrown, facts);
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  return new ProfError('BUG', message, { cause: thrown, details: stack === undefined ? {} : { stack } });
}

/** The parser marks its errors, and only those, with the exit status that it would use. */
function isParserError(thrown: unknown): thrown is ParserError {
  return thrown instanceof Error && 'oclif' in thrown;
}

function usageError(error: ParserError, facts: CommandFacts): ProfError {
  const message = lateUtil()
    .stripVTControlCharacters(error.message)
    .replace(/\nSee more help with --help/g, '')
    // About flags with several values; ours take one value each time.
    .replace(/\n+Note: [\s\S]*$/, '')
    .replace(/^Parsing (--\S+) \s*/, '$1: ')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Nonexistent flags?: /, 'unknown flag ')
    .replace(/^Unexpected arguments?: /, 'unexpected argument ')
    .replace(/^Missing \d+ required args?:/, 'missing argument:')
    .replace(/^(--\S+: )?([A-Z])(?=[a-z ])/, (_all, flag = '', first) => flag + first.toLowerCase());
  const hints: string[] = [];
  if (Array.isArray(error.flags)) {
    for (const flag of error.flags) {
      const near = didYouMean(String(flag).replace(/^-+/, '').replace(/=.*$/s, ''), facts.flagNames);
      if (near !== undefined) hints.push(`did you mean --${near}?`);
    }
  }
  hints.push(`see ${facts.usage} --help`);
  return new ProfError('USAGE', message.trim(), { hints, cause: error });
}
