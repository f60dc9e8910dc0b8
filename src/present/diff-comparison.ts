import type { Comparison } from '../compare/compare-sides.ts';
import { type DiffView, diffText } from './diff.ts';
import { gateText } from './diff-gate.ts';

/** A comparison for a terminal: what changed, then what the rules make of it. */
export async function comparisonText({ diff, gate }: Comparison, view: DiffView): Promise<string> {
  return `${await diffText(diff, view)}${gateText(gate)}`;
}
