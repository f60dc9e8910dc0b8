import { ERROR_CODES, type ProfError } from '../kit/errors.ts';
import { safeText } from '../kit/safe-text.ts';
import { paint } from './paint.ts';

/** The JSON document of a failure. */
export interface ErrorDocument {
  readonly schema: 'prof.error.v1';
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  readonly hints: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
}

export function errorDocument(error: ProfError): ErrorDocument {
  return {
    schema: 'prof.error.v1',
    code: error.code,
    exitCode: error.exitCode,
    message: error.message,
    hints: error.hints,
    details: error.details,
  };
}

/**
 * A failure for people: `prof: message`, then its hints, indented; foreign text made visible.
 * A bug in prof also says where to look and how to report it.
 */
export function errorText(error: ProfError, color = false): string {
  const lines = error.message.split('\n').map(safeText);
  const text = [`${paint('prof:', 'red', color)} ${lines[0]}`, ...lines.slice(1).map((line) => `  ${line}`)];
  for (const hint of error.hints) text.push(`  ${safeText(hint)}`);
  if (error.code === 'BUG') {
    const { stack } = error.details;
    if (typeof stack === 'string') text.push(...stack.split('\n').map((line) => `  ${safeText(line)}`));
    text.push('  This is a bug in prof. Please report it with the command line and the lines above.');
  }
  return `${text.join('\n')}\n`;
}

/** The exit codes, one a line: for `--help` and the docs. */
export function exitCodeLines(): string[] {
  const byStatus = new Map<number, string[]>([[0, ['done']]]);
  for (const { exitCode, meaning } of Object.values(ERROR_CODES)) {
    byStatus.set(exitCode, [...(byStatus.get(exitCode) ?? []), meaning]);
  }
  return [...byStatus]
    .sort(([left], [right]) => left - right)
    .map(([status, meanings]) => `${String(status).padStart(3)}  ${meanings.join('; ')}`);
}
