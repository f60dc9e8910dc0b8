import type { RuleOutcome } from '../compare/gate.ts';
import type { GateResult } from '../compare/judge-sides.ts';
import type { Judgement } from '../compare/judgement.ts';
import { safeText } from '../kit/safe-text.ts';
import { familyText, judgementText, methodText, subjectText, tooFewText } from './diff-words.ts';

const MAX_SHOWN = 10;
const MAX_DOUBTFUL = 3;

/** One line for the gate: `1 of 3 rules fired`. */
export function gateVerdict({ rules, state }: GateResult): string {
  const count = (wanted: RuleOutcome['state']) => rules.filter((rule) => rule.state === wanted).length;
  const all = `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`;
  if (state === 'fired') return `${count('fired')} of ${all} fired`;
  if (state === 'untested') return `${all} not tested`;
  return `${all} passed`;
}

/** The rules, each with what it fired for; empty where there are none. */
export function gateText(gate: GateResult): string {
  if (gate.rules.length === 0) return '';
  const lines = [`gate    ${gateVerdict(gate)}`];
  for (const outcome of gate.rules) {
    lines.push(`${LABELS[outcome.state]}    ${safeText(outcome.rule.text)}`);
    lines.push(...foundLines(outcome.findings, '', MAX_SHOWN));
    lines.push(
      ...foundLines(
        outcome.doubtful,
        gate.test?.isPossible === false ? '' : `${doubt(outcome)}: `,
        MAX_DOUBTFUL,
      ),
    );
  }
  lines.push(...methodLines(gate));
  const tooFew = tooFewText(gate);
  if (tooFew !== undefined) lines.push(`note    ${tooFew}`);
  return `${lines.join('\n')}\n`;
}

/** How it was judged. */
export const methodLines = (gate: GateResult): string[] => [
  `method  ${methodText(gate)}`,
  `family  ${familyText(gate)}`,
];

const LABELS: Readonly<Record<RuleOutcome['state'], string>> = {
  fired: 'FAIL',
  passed: 'pass',
  untested: 'skip',
};

/** Why what is over the limit does not count. */
export function doubt({ doubtful }: RuleOutcome): string {
  const isTested = doubtful.some(({ evidence }) => evidence.kind === 'test');
  return isTested ? 'not significant' : 'within the sampling error';
}

function foundLines(found: readonly Judgement[], prefix: string, most: number): string[] {
  const lines = found
    .slice(0, most)
    .map((each) => `        ${prefix}${safeText(subjectText(each))}  ${judgementText(each)}`);
  if (found.length > most) lines.push(`        ${prefix}… ${found.length - most} more`);
  return lines;
}
