import type { Comparison } from '../compare/compare-sides.ts';
import { safeText } from '../kit/safe-text.ts';
import { comparisonVerdict } from './diff-comparison.ts';
import { diffSubject } from './diff-verdict.ts';
import { tooFewText } from './diff-words.ts';
import { type Finding, findingsOf } from './findings.ts';
import type { SourcePathOptions } from './source-path.ts';

/**
 * The rules as test cases, in the form that build servers read
 * (https://github.com/testmoapp/junitxml; https://docs.gitlab.com/ci/testing/unit_test_reports/).
 */
export function diffJunit(comparison: Comparison, paths: SourcePathOptions): string {
  const { diff, gate } = comparison;
  const findings = findingsOf(comparison, paths);
  const counted = (state: string) => gate.rules.filter((rule) => rule.state === state).length;
  const counts = `tests="${gate.rules.length}" failures="${counted('fired')}" errors="0" skipped="${counted('untested')}"`;
  const suite = `prof diff ${diffSubject(diff)}`;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="prof" ${counts} time="0">`];
  lines.push(`  <testsuite name="${xml(suite)}" ${counts} time="0">`);
  for (const { rule, state } of gate.rules) {
    const own = findings.filter((finding) => finding.rule === rule);
    const head = `    <testcase classname="${xml(suite)}" name="${xml(rule.text)}"${placeOf(own)} time="0"`;
    if (state === 'passed') lines.push(`${head}/>`);
    else if (state === 'untested')
      lines.push(`${head}>`, `      <skipped message="${tooFewText(gate)}"/>`, '    </testcase>');
    else lines.push(`${head}>`, failureOf(own), '    </testcase>');
  }
  lines.push(
    `    <system-out>${xml(comparisonVerdict(comparison))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
  );
  return `${lines.join('\n')}\n`;
}

function failureOf(findings: readonly Finding[]): string {
  const texts = findings.map(({ subject, change }) => `${xml(subject)}: ${xml(change)}`);
  return `      <failure message="${texts[0]}" type="regression">${texts.join('\n')}</failure>`;
}

/** Of the first finding that has one. */
function placeOf(findings: readonly Finding[]): string {
  const placed = findings.find(({ path }) => path !== undefined);
  if (placed?.path === undefined) return '';
  return ` file="${xml(placed.path)}"${placed.line === undefined ? '' : ` line="${placed.line}"`}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Of what XML cannot hold at all, safe text leaves only the last two of the basic plane. */
function xml(foreign: string): string {
  return safeText(foreign).replace(
    /[&<>"'\ufffe\uffff]/g,
    (sign) => ENTITIES[sign] ?? `\\u${sign.charCodeAt(0).toString(16)}`,
  );
}
