import type { Comparison } from '../compare/compare-sides.ts';
import { type DiffView, diffText } from './diff.ts';
import { gateText } from './diff-gate.ts';
import { replicasText, replicasVerdict } from './diff-replicas.ts';
import { diffVerdict } from './diff-verdict.ts';

/** A comparison for a terminal: what changed, then what the rules make of it. */
export async function comparisonText(comparison: Comparison, view: DiffView): Promise<string> {
  const { diff, gate } = comparison;
  const changes = gate.test === undefined ? diffText(diff, view) : replicasText(comparison, view);
  return `${await changes}${gateText(gate)}`;
}

/** One line for people. */
export function comparisonVerdict(comparison: Comparison): string {
  return comparison.gate.test === undefined ? diffVerdict(comparison.diff) : replicasVerdict(comparison);
}
