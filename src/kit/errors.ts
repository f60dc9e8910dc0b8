/**
 * The one error class and the one table of codes.
 *
 * A code names what went wrong for programs (`code` in JSON); its exit status is what the shell sees.
 * The table also renders the exit-code section of `--help` and `docs/errors.md`.
 */
export const ERROR_CODES = {
  DIFFERS: { exitCode: 1, meaning: 'differs or regressed (only where asked to gate)' },
  USAGE: { exitCode: 2, meaning: 'wrong usage: flags, arguments, references' },
  CONFIG_INVALID: { exitCode: 2, meaning: 'a configuration file or variable is not valid' },
  STORE_NOT_FOUND: { exitCode: 3, meaning: 'the store has no such profile or service' },
  NOT_FOUND: { exitCode: 3, meaning: 'a file, URL or target does not exist' },
  PARTIAL: { exitCode: 4, meaning: 'some targets failed, the rest is kept' },
  NOT_ALLOWED: { exitCode: 5, meaning: 'not allowed: credentials, rights, file permissions' },
  UNSAFE: { exitCode: 5, meaning: 'not safe now: profiled a moment ago, or short of CPU' },
  UNREACHABLE: { exitCode: 6, meaning: 'unreachable: refused, reset, no such host' },
  TIMEOUT: { exitCode: 6, meaning: 'no answer within the deadline' },
  BAD_PROFILE: { exitCode: 7, meaning: 'the data is not a valid profile' },
  BAD_DATA: { exitCode: 7, meaning: 'stored or received data is damaged or of another kind' },
  LIMIT: { exitCode: 7, meaning: 'the data exceeds a resource limit' },
  BUG: { exitCode: 70, meaning: 'a bug in prof' },
  INTERRUPTED: { exitCode: 130, meaning: 'stopped by Ctrl-C' },
  TERMINATED: { exitCode: 143, meaning: 'stopped by SIGTERM' },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ProfErrorOptions {
  /** What to do about it, one suggestion a line, without trailing period. */
  readonly hints?: readonly string[];
  /** Machine-readable facts (offset, limit, target, …); JSON values only. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An expected failure. Anything else that is thrown is a bug in prof. */
export class ProfError extends Error {
  override readonly name = 'ProfError';
  readonly code: ErrorCode;
  readonly hints: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ProfErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hints = options.hints ?? [];
    this.details = options.details ?? {};
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode;
  }
}
