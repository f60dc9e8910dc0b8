import type { ProfError } from '../kit/errors.ts';
import { errorDocument, errorText } from '../present/error.ts';
import { formatJson } from '../present/json.ts';
import { stoppedExitCode } from './stop-signal.ts';

/**
 * Says what failed, as text on stderr or as the only JSON document on stdout,
 * and sets the exit status that the shell will see.
 */
export function reportError(error: ProfError, json: boolean): void {
  if (json) process.stdout.write(formatJson(errorDocument(error)));
  else process.stderr.write(errorText(error));
  process.exitCode = stoppedExitCode() ?? error.exitCode;
}

/** Whether --json was asked for, told from the raw arguments: also true when they cannot be parsed. */
export function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}
