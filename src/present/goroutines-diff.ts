import type { GoroutineChange, GoroutineComparison } from '../goroutines/compare-goroutines.ts';
import type { GoroutineGroup } from '../goroutines/group-goroutines.ts';
import { safeText } from '../kit/safe-text.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { stackLines } from './goroutine-stack.ts';
import {
  type GoroutineTextOptions,
  type GroupDocument,
  groupDocument,
  groupRows,
  stateText,
} from './goroutines.ts';
import { MAX_ROWS } from './share.ts';
import type { Column } from './table.ts';

/** What `prof goroutines --base … --json` prints. */
export interface GoroutinesDiffDocument {
  readonly schema: 'prof.goroutines.diff.v1';
  /** One line for people. */
  readonly verdict: string;
  readonly base: readonly string[];
  readonly target: readonly string[];
  readonly total: { readonly base: Int64; readonly target: Int64; readonly change: Int64 };
  /** Whether a stack has more goroutines than before: what `--exit-code` tells. */
  readonly grew: boolean;
  /** Those that grew first: what may leak. */
  readonly changes: readonly GoroutineChangeDocument[];
  readonly hidden: number;
  readonly unchangedStacks: number;
}

export interface GoroutineChangeDocument extends Omit<GroupDocument, 'count'> {
  readonly kind: GoroutineChange['kind'];
  readonly base: Int64;
  readonly target: Int64;
  readonly change: Int64;
}

export function goroutineChangeDocument({
  kind,
  base,
  target,
  change,
  group,
}: GoroutineChange): GoroutineChangeDocument {
  const { count: _, ...facts } = groupDocument(group);
  return { kind, base, target, change, ...facts };
}

export const hasGrown = ({ changes }: GoroutineComparison): boolean =>
  changes.some(({ change }) => Number(change) > 0);

export function goroutinesDiffDocument(
  comparison: GoroutineComparison,
  sides: {
    readonly base: readonly string[];
    readonly target: readonly string[];
    readonly top?: number | undefined;
  },
): GoroutinesDiffDocument {
  const shown = comparison.changes.slice(0, Math.min(sides.top ?? MAX_ROWS, MAX_ROWS));
  return {
    schema: 'prof.goroutines.diff.v1',
    verdict: verdict(comparison),
    base: sides.base,
    target: sides.target,
    total: { base: comparison.base, target: comparison.target, change: difference(comparison) },
    grew: hasGrown(comparison),
    changes: shown.map(goroutineChangeDocument),
    hidden: comparison.changes.length - shown.length,
    unchangedStacks: comparison.unchangedStacks,
  };
}

type ChangeRow = GoroutineGroup & Omit<GoroutineChange, 'group'>;

/** A row a stack whose number differs, with its calls under it. */
export async function goroutinesDiffText(
  comparison: GoroutineComparison,
  options: GoroutineTextOptions,
): Promise<string> {
  const shown = comparison.changes.slice(0, options.top);
  let text = `${safeText(verdict(comparison))}\n`;
  if (shown.length > 0) text += `\n${await changesText(shown, options)}`;
  const left = comparison.changes.length - shown.length;
  if (left > 0)
    text += `… ${left} more ${left === 1 ? 'stack' : 'stacks'}; --all shows ${left === 1 ? 'it' : 'them'}\n`;
  return text;
}

/** The rows alone, under their header. */
export async function changesText(
  changes: readonly GoroutineChange[],
  options: Omit<GoroutineTextOptions, 'top'>,
): Promise<string> {
  const rows = changes.map(({ group, ...change }): ChangeRow => ({ ...group, ...change }));
  const columns: Column<ChangeRow>[] = [
    { header: 'BASE', align: 'right', cell: ({ base }) => String(base) },
    { header: 'TARGET', align: 'right', cell: ({ target }) => String(target) },
    { header: 'CHANGE', align: 'right', cell: ({ change }) => signed(change) },
  ];
  const [header = '', ...heads] = await groupRows(rows, columns, options.columns);
  let text = `${header}\n`;
  for (const [i, row] of rows.entries()) text += `${heads[i]}\n${await stackLines(row, options)}`;
  return text;
}

/** `goroutines 52 → 57 (+5): 1 stack grew; most: main.leakySend +5 (chan send, created by main.startLeak)`. */
function verdict(comparison: GoroutineComparison): string {
  const { base, target, changes } = comparison;
  const totals = `goroutines ${base} → ${target} (${signed(difference(comparison))})`;
  const parts = (['new', 'grew', 'shrank', 'gone'] as const)
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`);
  if (parts.length === 0) return `${totals}: the same stacks`;
  const [first] = changes;
  const text = `${totals}: stacks: ${parts.join(', ')}`;
  return Number(first!.change) > 0 ? `${text}; most: ${candidate(first!)}` : text;
}

/** What grew, as a person would name it. */
function candidate({ group, change }: GoroutineChange): string {
  const frame = group.frames[group.waitingFrames] ?? group.frames[0];
  const [origin] = group.origins;
  const from = origin!.kind === 'created-by' ? 'created by' : 'started as';
  return `${frame?.function ?? 'no stack'} ${signed(change)} (${stateText(group)}, ${from} ${origin!.function})`;
}

const signed = (value: Int64): string => (Number(value) > 0 ? `+${value}` : `${value}`);

const difference = ({ base, target }: GoroutineComparison): Int64 =>
  typeof base === 'number' && typeof target === 'number' ? target - base : BigInt(target) - BigInt(base);
