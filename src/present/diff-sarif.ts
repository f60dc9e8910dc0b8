import type { Comparison } from '../compare/compare-sides.ts';
import { safeText } from '../kit/safe-text.ts';
import { comparisonVerdict } from './diff-comparison.ts';
import { type Finding, findingsOf } from './findings.ts';
import { formatJson } from './json.ts';
import type { SourcePathOptions } from './source-path.ts';

export interface SarifOptions extends SourcePathOptions {
  /** Of prof. */
  readonly version: string;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * What rules fired for, with places in the source, for code scanning: SARIF 2.1.0
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
 */
export function diffSarif(comparison: Comparison, options: SarifOptions): string {
  const ids = [...new Set(comparison.gate.rules.map(({ rule }) => rule.text))];
  const fallback = comparison.diff.target[0] ?? 'profile';
  return formatJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'prof',
            version: options.version,
            rules: ids.map((id) => ({
              id: safeText(id),
              shortDescription: { text: `A profile may not change by more: ${safeText(id)}` },
              defaultConfiguration: { level: 'error' },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findingsOf(comparison, options).map((finding) => resultOf(finding, ids, fallback)),
        properties: { verdict: comparisonVerdict(comparison) },
      },
    ],
  });
}

function resultOf(finding: Finding, ids: readonly string[], fallback: string) {
  const { rule, judgement, subject, change, path, line } = finding;
  const { base, target, unit, points, name } = judgement;
  return {
    ruleId: safeText(rule.text),
    ruleIndex: ids.indexOf(rule.text),
    level: 'error',
    message: { text: `${safeText(subject)}: ${safeText(change)}` },
    // Code scanning takes no result without a place: what has none stands at the profile.
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(path ?? fallback),
          region: { startLine: line ?? 1 },
        },
        ...(name === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: safeText(name), kind: 'function' }] }),
      },
    ],
    partialFingerprints: { 'ruleAndFunction/v1': safeText(`${rule.text} ${subject}`) },
    properties: { base, target, unit, points },
  };
}

/** A relative path stands under the root of the source; an absolute one is a file URL. */
function artifact(path: string) {
  const uri = encodeURI(path.toWellFormed()).replace(/[?#]/g, encodeURIComponent);
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${uri}` };
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  // A first segment with a colon would read as a scheme.
  return { uri: uri.replace(/^[^/]*/, (first) => first.replaceAll(':', '%3A')), uriBaseId: '%SRCROOT%' };
}
