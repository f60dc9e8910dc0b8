import type { BuildChange } from '../compare/changed-builds.ts';
import type { Comparison } from '../compare/compare-sides.ts';
import type { RuleOutcome } from '../compare/gate.ts';
import { factText, valuesText } from './builds-text.ts';
import { signedPoints, signedValue, valueText } from './change-text.ts';
import { comparisonVerdict } from './diff-comparison.ts';
import { doubt, gateVerdict } from './diff-gate.ts';
import { ordered } from './diff-replicas.ts';
import {
  amountText,
  differenceText,
  familyText,
  judgementText,
  methodText,
  pText,
  subjectText,
  tooFewText,
} from './diff-words.ts';
import { markdownCode } from './markdown-code.ts';

const MAX_FOUND = 10;

/** For a pull request: the verdict, the rules, and folded away what changed and how that was judged. */
export function diffMarkdown(comparison: Comparison, { top }: { readonly top: number }): string {
  const { diff, gate } = comparison;
  const parts = [`### ${gate.rules.length === 0 ? 'prof diff' : `prof diff: ${gateVerdict(gate)}`}`];
  parts.push(markdownCode(comparisonVerdict(comparison)));
  if (diff.builds.length > 0) parts.push(diff.builds.map(buildLine).join('\n'));
  if (gate.rules.length > 0) parts.push(rulesTable(gate.rules));
  parts.push(folded('What changed', changesTable(comparison, top)));
  parts.push(folded('How it was judged', methodList(comparison)));
  return `${parts.join('\n\n')}\n`;
}

const buildLine = ({ fact, base, target }: BuildChange): string =>
  `- ${factText(fact)} changed: ${valuesText(base, markdownCode)} → ${valuesText(target, markdownCode)}`;

const LABELS: Readonly<Record<RuleOutcome['state'], string>> = {
  fired: '**FAIL**',
  passed: 'pass',
  untested: 'not tested',
};

function rulesTable(rules: readonly RuleOutcome[]): string {
  const rows = rules.map((outcome) => {
    const found = outcome.findings.map((each) => foundText(each));
    const doubted = outcome.doubtful.map((each) => `${doubt(outcome)}: ${foundText(each)}`);
    const cell = [...found, ...(found.length > 0 ? [] : doubted)];
    const more = cell.length > MAX_FOUND ? [`… ${cell.length - MAX_FOUND} more`] : [];
    const what = [...cell.slice(0, MAX_FOUND), ...more].join('<br>');
    return `| ${LABELS[outcome.state]} | ${markdownCode(outcome.rule.text)} | ${what} |`;
  });
  return ['| | rule | |', '|---|---|---|', ...rows].join('\n');
}

const foundText = (judgement: Parameters<typeof judgementText>[0]): string =>
  `${markdownCode(subjectText(judgement))} ${markdownCode(judgementText(judgement))}`;

function changesTable({ diff, gate }: Comparison, top: number): string {
  if (gate.test !== undefined) {
    const rows = ordered(gate.judgements.filter(({ name }) => name !== undefined));
    const cells = rows
      .slice(0, top)
      .map(({ name = '', base, target, change, unit, evidence }) => [
        markdownCode(name),
        ...[amountText(base, unit), amountText(target, unit), differenceText(change, unit)].map(markdownCode),
        evidence.kind === 'test' ? pText(evidence.adjustedP) : '',
      ]);
    return tableOf(['function', 'base', 'target', 'change', 'p'], cells, rows.length);
  }
  const rows = diff.rows.filter((row) => Number(row[diff.measure].change) !== 0);
  const cells = rows.slice(0, top).map((row) => {
    const { base, target, change, points } = row[diff.measure];
    const values = [valueText(base, diff.unit), valueText(target, diff.unit), signedValue(change, diff.unit)];
    return [markdownCode(row.name), ...values.map(markdownCode), signedPoints(points)];
  });
  return tableOf(['function', 'base', 'target', 'change', 'pp'], cells, rows.length);
}

function tableOf(header: readonly string[], rows: readonly string[][], count: number): string {
  if (count === 0) return 'No function differs.';
  const lines = [header, ['---', ...header.slice(1).map(() => '--:')], ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return rows.length < count ? `${table}\n\n… ${count - rows.length} more` : table;
}

function methodList({ diff, gate, notes }: Comparison): string {
  const tooFew = tooFewText(gate);
  const { noiseFloor, shareFloor } = gate.settings;
  const lines = [
    `base: ${diff.base.slice(0, MAX_FOUND).map(markdownCode).join(', ')}${moreOf(diff.base)}`,
    `target: ${diff.target.slice(0, MAX_FOUND).map(markdownCode).join(', ')}${moreOf(diff.target)}`,
    methodText(gate),
    familyText(gate),
    `noise floor ${noiseFloor} % of the total, share floor ${shareFloor} %`,
    ...(tooFew === undefined ? [] : [tooFew]),
    ...notes.map(markdownCode),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

const moreOf = ({ length }: readonly string[]): string =>
  length > MAX_FOUND ? ` and ${length - MAX_FOUND} more` : '';

const folded = (summary: string, content: string): string =>
  `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`;
