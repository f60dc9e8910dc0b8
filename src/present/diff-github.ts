import type { Comparison } from '../compare/compare-sides.ts';
import { safeText } from '../kit/safe-text.ts';
import { comparisonVerdict } from './diff-comparison.ts';
import { gateVerdict } from './diff-gate.ts';
import { tooFewText } from './diff-words.ts';
import { findingsOf } from './findings.ts';
import type { SourcePathOptions } from './source-path.ts';

/**
 * Annotations on the lines of a change, as workflow commands on standard output
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
export function diffGithub(comparison: Comparison, paths: SourcePathOptions): string {
  const { gate } = comparison;
  const lines = findingsOf(comparison, paths).map(({ rule, subject, change, path, line }) => {
    const place = path === undefined ? [] : [`file=${property(path)}`];
    if (line !== undefined) place.push(`line=${line}`);
    return `::error ${[...place, `title=${property(rule.text)}`].join(',')}::${message(`${subject}: ${change}`)}`;
  });
  const tooFew = tooFewText(gate);
  if (tooFew !== undefined) lines.push(`::warning title=prof diff::${message(tooFew)}`);
  const verdict = gate.rules.length === 0 ? '' : `${gateVerdict(gate)}; `;
  lines.push(`::notice title=prof diff::${message(`${verdict}${comparisonVerdict(comparison)}`)}`);
  return `${lines.join('\n')}\n`;
}

/** The runner's own escapes (https://github.com/actions/toolkit, packages/core/src/command.ts). */
function message(foreign: string): string {
  return safeText(foreign).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(foreign: string): string {
  return message(foreign).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
