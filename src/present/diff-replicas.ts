import type { Comparison } from '../compare/compare-sides.ts';
import type { Judgement } from '../compare/judgement.ts';
import { safeText } from '../kit/safe-text.ts';
import { buildsText } from './builds-text.ts';
import type { DiffView } from './diff.ts';
import { methodLines } from './diff-gate.ts';
import { diffSubject } from './diff-verdict.ts';
import { amountText, differenceText, intervalText, percentText, pText, tooFewText } from './diff-words.ts';
import { functionsTable } from './functions-table.ts';
import { sideText } from './side-text.ts';
import type { Column } from './table.ts';

/** `checkout cpu: total +1.2% (10s → 10.1s); 1 of 34 functions changed, most of them main.parse +4.1 pp` */
export function replicasVerdict({ diff, gate }: Comparison): string {
  const total = gate.judgements.find(
    ({ measure, sampleType }) => measure === 'total' && sampleType === diff.sampleType,
  );
  const what = `${diffSubject(diff)}${total === undefined ? '' : `: total ${totalText(total)}`}`;
  const tooFew = tooFewText(gate);
  if (tooFew !== undefined) return `${what}; ${tooFew}`;
  const tested = gate.judgements.filter(
    ({ evidence, name }) => evidence.kind === 'test' && name !== undefined,
  );
  if (tested.length === 0) return what;
  const changed = ordered(tested.filter(({ isReal }) => isReal));
  const [biggest] = changed;
  // A function may be tested in two measures.
  const count = (all: readonly Judgement[]) => new Set(all.map(({ name }) => name)).size;
  if (biggest === undefined) return `${what}; no change in ${functionsText(count(tested))}`;
  const change = `${safeText(biggest.name!)} ${differenceText(biggest.change, biggest.unit)}`;
  return `${what}; ${count(changed)} of ${functionsText(count(tested))} changed; biggest: ${change}`;
}

const functionsText = (count: number): string => `${count} ${count === 1 ? 'function' : 'functions'}`;

function totalText(total: Judgement): string {
  const { base, target, unit } = total;
  return `${percentText(total)} (${amountText(base, unit)} → ${amountText(target, unit)})`;
}

/** Real changes first, then the larger ones. */
export function ordered(judgements: readonly Judgement[]): Judgement[] {
  return judgements.toSorted(
    (left, right) =>
      Number(right.isReal) - Number(left.isReal) || Math.abs(right.points) - Math.abs(left.points),
  );
}

/** Medians under a verdict, what was compared, and how. */
export async function replicasText(comparison: Comparison, view: DiffView): Promise<string> {
  const { diff, gate } = comparison;
  const functions = ordered(gate.judgements.filter(({ name }) => name !== undefined));
  const shown = functions.slice(0, view.top);
  const parts = [`${replicasVerdict(comparison)}\n`];
  if (shown.length > 0) {
    parts.push(
      '\n',
      await functionsTable(shown, nameIn(diff.measure), columnsOf(view.columns), view.columns),
    );
  }
  const hidden = functions.length - shown.length;
  if (hidden > 0) parts.push(`… ${hidden} more; --all shows them\n`);
  parts.push('\n', sideText('base', diff.base), sideText('target', diff.target));
  parts.push(buildsText(diff.builds));
  if (gate.rules.length === 0) parts.push(...methodLines(gate).map((line) => `${line}\n`));
  for (const note of comparison.notes) parts.push(`note    ${safeText(note)}\n`);
  return parts.join('');
}

/** Where rules ask for another measure than the table's, a function has a row more. */
const nameIn =
  (measure: string) =>
  ({ name = '', ...of }: Judgement): string =>
    of.measure === measure ? name : `${name} (${of.measure})`;

/** The interval is what narrow terminals do without. */
const ROOMY = 80;

function columnsOf(columns: number | undefined): Column<Judgement>[] {
  const isRoomy = columns === undefined || columns >= ROOMY;
  return [
    { header: 'BASE', align: 'right', cell: ({ base, unit }) => amountText(base, unit) },
    { header: 'TARGET', align: 'right', cell: ({ target, unit }) => amountText(target, unit) },
    { header: 'CHANGE', align: 'right', cell: ({ change, unit }) => differenceText(change, unit) },
    ...(isRoomy ? [INTERVAL] : []),
    { header: 'P', align: 'right', cell: ({ evidence }) => pOf(evidence) },
  ];
}

const INTERVAL: Column<Judgement> = {
  header: 'INTERVAL',
  align: 'right',
  cell: (judgement) => intervalText(judgement).trim().replace(' pp', ''),
};

function pOf(evidence: Judgement['evidence']): string {
  return evidence.kind === 'test' ? pText(evidence.adjustedP) : '';
}
