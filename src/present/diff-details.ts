import type { Change } from '../compare/change.ts';
import type { DiffDetails } from '../compare/diff-details.ts';
import type { HeapFacts, HeapMeaning, HeapRow } from '../compare/heap-facts.ts';
import type { GoroutineChange, GoroutineComparison } from '../goroutines/compare-goroutines.ts';
import { safeText } from '../kit/safe-text.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { signedPoints, signedValue, valueText } from './change-text.ts';
import { fitEnd } from './fit-end.ts';
import { changesText, type GoroutineChangeDocument, goroutineChangeDocument } from './goroutines-diff.ts';
import { MAX_ROWS } from './share.ts';
import { type Column, formatTable } from './table.ts';

/** The details of a diff in JSON. */
export interface DiffDetailsDocument {
  /** Stacks with more goroutines than before, the largest growth first; null for profiles of something else. */
  readonly leakCandidates: readonly GoroutineChangeDocument[] | null;
  /** What is held beside what was allocated; null where a side does not record both. */
  readonly heap: HeapDocument | null;
}

export interface HeapDocument {
  readonly live: ByteChange;
  readonly allocated: ByteChange;
  readonly oneProcess: boolean;
  readonly rows: readonly {
    readonly name: string;
    readonly live: ByteChange;
    readonly allocated: ByteChange;
    readonly meaning: HeapMeaning;
  }[];
}

export interface ByteChange {
  readonly base: Int64;
  readonly target: Int64;
  readonly change: Int64;
}

export function diffDetailsDocument({ goroutines, heap }: DiffDetails): DiffDetailsDocument {
  return {
    leakCandidates: goroutines ? grown(goroutines).slice(0, MAX_ROWS).map(goroutineChangeDocument) : null,
    heap: heap ? heapDocument(heap) : null,
  };
}

function heapDocument({ live, allocated, isOneProcess, rows }: HeapFacts): HeapDocument {
  return {
    live: bytes(live),
    allocated: bytes(allocated),
    oneProcess: isOneProcess,
    rows: rows.map((row) => ({
      name: row.name,
      live: bytes(row.live),
      allocated: bytes(row.allocated),
      meaning: row.meaning,
    })),
  };
}

const bytes = ({ base, target, change }: Change): ByteChange => ({ base, target, change });

const grown = ({ changes }: GoroutineComparison): readonly GoroutineChange[] =>
  changes.filter(({ change }) => Number(change) > 0);

export interface DetailsView {
  /** Width of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
}

/** What follows the table of functions; empty for most profiles. */
export async function diffDetailsText({ goroutines, heap }: DiffDetails, view: DetailsView): Promise<string> {
  if (goroutines) return leakText(goroutines, view);
  return heap ? heapText(heap, view) : '';
}

const SHOWN_CANDIDATES = 5;

async function leakText(comparison: GoroutineComparison, { columns }: DetailsView): Promise<string> {
  const candidates = grown(comparison);
  if (candidates.length === 0) return '\nleak candidates: none; no stack has more goroutines than before\n';
  const count = `${candidates.length} ${candidates.length === 1 ? 'stack has' : 'stacks have'}`;
  const shown = candidates.slice(0, SHOWN_CANDIDATES);
  const left = candidates.length - shown.length;
  return [
    `\nleak candidates: ${count} more goroutines than before\n\n`,
    await changesText(shown, { columns, isFull: false }),
    left > 0 ? `… ${left} more; prof goroutines TARGET --base BASE --all shows them\n` : '',
  ].join('');
}

const MEANINGS: Readonly<Record<HeapMeaning, string>> = {
  grows: 'allocates and holds more',
  churns: 'allocates more, holds no more',
  retains: 'kept alive longer',
  shrinks: 'holds less',
  saves: 'allocates less',
  steady: '',
};

const GAP_WIDTH = 2;
const MIN_NAME_WIDTH = 16;

async function heapText(heap: HeapFacts, { columns }: DetailsView): Promise<string> {
  const parts = [
    `\nlive       ${sumText(heap.live)}, what is held\n`,
    `allocated  ${sumText(heap.allocated)}, freed or not, since the start\n`,
  ];
  if (!heap.isOneProcess) {
    parts.push('           some fell: two processes, maybe of unlike age; heap:delta has none\n');
  }
  if (heap.rows.length > 0) parts.push('\n', await rowsText(heap.rows, columns));
  return parts.join('');
}

async function rowsText(rows: readonly HeapRow[], columns: number | undefined): Promise<string> {
  const values: Column<HeapRow>[] = [
    { header: 'LIVE', align: 'right', cell: ({ live }) => signedValue(live.change, 'bytes') },
    { header: 'ALLOCATED', align: 'right', cell: ({ allocated }) => signedValue(allocated.change, 'bytes') },
    { header: 'MEANS', cell: ({ meaning }) => MEANINGS[meaning] },
  ];
  const taken = values.reduce(
    (sum, { header, cell }) =>
      sum + GAP_WIDTH + Math.max(header.length, ...rows.map((row) => cell(row).length)),
    0,
  );
  const room = columns === undefined ? undefined : Math.max(MIN_NAME_WIDTH, columns - taken);
  const names = await fitEnd(
    rows.map(({ name }) => safeText(name)),
    room,
  );
  const name: Column<HeapRow> = { header: 'FUNCTION', cell: (row) => names[rows.indexOf(row)]! };
  return formatTable([name, ...values], rows);
}

function sumText({ base, target, change, percent }: Change): string {
  const values = `${valueText(base, 'bytes')} → ${valueText(target, 'bytes')}`;
  if (Number(change) === 0) return `unchanged (${valueText(base, 'bytes')})`;
  return `${signedValue(change, 'bytes')} (${percent === undefined ? '' : `${signedPoints(percent)}%, `}${values})`;
}
