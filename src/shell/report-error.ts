import type { ProfError } from '../kit/errors.ts';
import { errorDocument, errorText } from '../present/error.ts';
import { formatJson } from '../present/json.ts';
import { type ColorSetting, wantsColor } from './color-choice.ts';
import { stoppedExitCode } from './stop-signal.ts';

/**
 * Says what failed, as text on stderr or as the only JSON document on stdout,
 * and sets the exit status that the shell will see.
 */
export function reportError(error: ProfError, argv: readonly string[], setting: ColorSetting = 'auto'): void {
  if (asksFor('--json', argv)) process.stdout.write(formatJson(errorDocument(error)));
  else {
    const noColor = asksFor('--no-color', argv);
    const color = wantsColor(process.env, process.stderr.isTTY === true, { noColor, setting });
    process.stderr.write(errorText(error, color));
  }
  process.exitCode = stoppedExitCode() ?? error.exitCode;
}

/** Whether a flag was given, told from the raw arguments: also true when they cannot be parsed. */
export function asksFor(flag: string, argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes(flag);
}
