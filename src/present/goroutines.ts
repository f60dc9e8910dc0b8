import type { GoroutineGroup } from '../goroutines/group-goroutines.ts';
import type { GoroutineList } from '../goroutines/list-goroutines.ts';
import type { GoroutineSum, SumBy } from '../goroutines/sum-goroutines.ts';
import { safeText } from '../kit/safe-text.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { type CsvColumn, csvText } from './csv.ts';
import { fitEnd } from './fit-end.ts';
import { stackLines } from './goroutine-stack.ts';
import { MAX_ROWS, percentOf } from './share.ts';
import { type Column, formatTable } from './table.ts';

/** A group in a document. */
export interface GroupDocument {
  readonly count: Int64;
  readonly states: readonly {
    readonly state: string | null;
    readonly source: 'dump' | 'stack' | null;
    readonly count: Int64;
  }[];
  readonly longestWaitMinutes: number | null;
  readonly lockedToThread: Int64;
  readonly origins: readonly {
    readonly function: string;
    readonly kind: 'created-by' | 'started-as';
    readonly count: Int64;
  }[];
  /** Leaf first. */
  readonly frames: readonly { readonly function: string; readonly file: string; readonly line: number }[];
}

/** What `prof goroutines --json` prints. */
export interface GoroutinesDocument {
  readonly schema: 'prof.goroutines.v1';
  readonly profiles: readonly string[];
  /** Of all goroutines, also those that filters leave out. */
  readonly total: Int64;
  /** Of the groups' goroutines. */
  readonly shown: Int64;
  /** Groups in all. */
  readonly stacks: number;
  readonly groups: readonly (GroupDocument & { readonly percent: number })[];
}

/** What `prof goroutines --by … --json` prints. */
export interface GoroutineSumsDocument {
  readonly schema: 'prof.goroutines.sums.v1';
  readonly profiles: readonly string[];
  readonly total: Int64;
  readonly by: SumBy;
  readonly rows: readonly {
    readonly name: string | null;
    readonly kind: 'created-by' | 'started-as' | null;
    readonly count: Int64;
    readonly percent: number;
    readonly stacks: number;
  }[];
}

export function goroutinesDocument(
  { total, shown, groups }: GoroutineList,
  { names, top = MAX_ROWS }: { readonly names: readonly string[]; readonly top?: number | undefined },
): GoroutinesDocument {
  return {
    schema: 'prof.goroutines.v1',
    profiles: names,
    total,
    shown,
    stacks: groups.length,
    groups: groups
      .slice(0, Math.min(top, MAX_ROWS))
      .map((group) => ({ ...groupDocument(group), percent: percentOf(group.count, total) })),
  };
}

export function groupDocument(group: GoroutineGroup): GroupDocument {
  const { count, states, longestWaitMinutes, lockedToThread, origins, frames } = group;
  return {
    count,
    states: states.map(({ state, source, count: of }) => ({
      state: state ?? null,
      source: source ?? null,
      count: of,
    })),
    longestWaitMinutes: longestWaitMinutes ?? null,
    lockedToThread,
    origins,
    frames,
  };
}

export function goroutineSumsDocument(
  { total }: GoroutineList,
  sums: readonly GoroutineSum[],
  { names, by }: { readonly names: readonly string[]; readonly by: SumBy },
): GoroutineSumsDocument {
  return {
    schema: 'prof.goroutines.sums.v1',
    profiles: names,
    total,
    by,
    rows: sums.slice(0, MAX_ROWS).map(({ name, kind, count, stacks }) => ({
      name: name ?? null,
      kind: kind ?? null,
      count,
      percent: percentOf(count, total),
      stacks,
    })),
  };
}

export interface GoroutineTextOptions {
  /** How many groups; undefined: all. */
  readonly top: number | undefined;
  /** Whole stacks with whole paths. */
  readonly isFull: boolean;
  /** Of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
}

/** The table for people: a row a group with its stack under it. */
export async function goroutinesText(list: GoroutineList, options: GoroutineTextOptions): Promise<string> {
  const { total, groups } = list;
  const shown = groups.slice(0, options.top);
  const columns: Column<GoroutineGroup>[] = [
    { header: 'COUNT', align: 'right', cell: ({ count }) => String(count) },
    { header: 'SHARE', align: 'right', cell: ({ count }) => `${percentOf(count, total).toFixed(1)}%` },
  ];
  const [header = '', ...heads] = await groupRows(shown, columns, options.columns);
  let text = `${heading(list)}\n`;
  if (shown.length > 0) text += `\n${header}\n`;
  for (const [i, group] of shown.entries()) text += `${heads[i]}\n${await stackLines(group, options)}`;
  const left = groups.length - shown.length;
  return left === 0
    ? text
    : `${text}… ${left} more ${left === 1 ? 'stack' : 'stacks'}; --all shows ${left === 1 ? 'it' : 'them'}\n`;
}

/** Lines of a table, its header first: given columns, then what is known of each group, the last cut to the terminal. */
export async function groupRows<Row extends GoroutineGroup>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  maxWidth: number | undefined,
): Promise<string[]> {
  const hasWait = rows.some(({ longestWaitMinutes }) => longestWaitMinutes !== undefined);
  const isCreated = rows.some(({ origins }) => origins.some(({ kind }) => kind === 'created-by'));
  const wait: Column<Row>[] = hasWait ? [{ header: 'WAIT', align: 'right', cell: waitText }] : [];
  const table = await formatTable([...columns, { header: 'STATE', cell: stateText }, ...wait], rows);
  const lines = table.split('\n').slice(0, -1);
  const width = Math.max(0, ...lines.map((line) => line.length)) + 2;
  const room = maxWidth === undefined ? undefined : Math.max(MIN_ORIGIN_WIDTH, maxWidth - width);
  const origins = await fitEnd(
    rows.map((group) => safeText(originText(group, isCreated))),
    room,
  );
  const last = [isCreated ? 'CREATED BY' : 'STARTED AS', ...origins];
  return lines.map((line, i) => line.padEnd(width) + last[i]);
}

const MIN_ORIGIN_WIDTH = 16;

function heading({ total, shown, groups }: GoroutineList): string {
  const part = Number(shown) === Number(total) ? '' : ` of ${total}`;
  const isInferred = groups.some(({ states }) => states.some(({ source }) => source === 'stack'));
  const note = isInferred ? '; states are inferred from stacks' : '';
  return `${shown}${part} goroutine${Number(total) === 1 ? '' : 's'}, ${counted(groups.length, 'stack')}${note}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `chan receive`, or each state with its number. */
export function stateText({ states, lockedToThread }: GoroutineGroup): string {
  const [first] = states;
  const text =
    states.length === 1
      ? (first!.state ?? '-')
      : states.map(({ state, count }) => `${state ?? 'unknown'} ${count}`).join(', ');
  return Number(lockedToThread) === 0 ? text : `${text} (thread)`;
}

/** As Go prints durations: `5m`, `2h10m`. */
function waitText({ longestWaitMinutes: minutes }: GoroutineGroup): string {
  if (minutes === undefined) return '';
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${minutes % 60}m`;
}

function originText({ origins }: GoroutineGroup, isCreated: boolean): string {
  const [first] = origins;
  const name = isCreated && first!.kind === 'started-as' ? `(starts in ${first!.function})` : first!.function;
  return origins.length === 1 ? name : `${name} and ${origins.length - 1} more`;
}

export async function goroutineSumsText(
  list: GoroutineList,
  sums: readonly GoroutineSum[],
  { by, top }: { readonly by: SumBy; readonly top: number | undefined },
): Promise<string> {
  const isCreated = sums.some(({ kind }) => kind === 'created-by');
  const table = await formatTable<GoroutineSum>(
    [
      { header: 'COUNT', align: 'right', cell: ({ count }) => String(count) },
      { header: 'SHARE', align: 'right', cell: ({ count }) => `${percentOf(count, list.total).toFixed(1)}%` },
      { header: 'STACKS', align: 'right', cell: ({ stacks }) => String(stacks) },
      {
        header: by === 'state' ? 'STATE' : isCreated ? 'CREATED BY' : 'STARTED AS',
        cell: ({ name = '-', kind }) => (isCreated && kind === 'started-as' ? `(starts in ${name})` : name),
      },
    ],
    sums.slice(0, top),
  );
  const left = sums.length - (top ?? sums.length);
  return `${heading(list)}\n\n${table}${left > 0 ? `… ${left} more; --all shows them\n` : ''}`;
}

type GroupRow = GroupDocument & { readonly percent: number };

const GROUP_CSV: readonly CsvColumn<GroupRow>[] = [
  { header: 'count', value: ({ count }) => count },
  { header: 'percent', value: ({ percent }) => percent },
  {
    header: 'states',
    value: ({ states }) => states.map((each) => `${each.state ?? ''} ${each.count}`).join('; '),
  },
  { header: 'longest_wait_minutes', value: ({ longestWaitMinutes }) => longestWaitMinutes },
  { header: 'origin_kind', value: ({ origins }) => origins[0]!.kind },
  { header: 'origin', value: ({ origins }) => origins[0]!.function },
  { header: 'stack', value: ({ frames }) => frames.map((frame) => frame.function).join(';') },
];

/** All groups, or the first so many. */
export function goroutinesCsv({ total, groups }: GoroutineList, top: number | undefined): Iterable<string> {
  return csvText(GROUP_CSV, rows());

  function* rows(): Generator<GroupRow> {
    for (const group of groups.slice(0, top)) {
      yield { ...groupDocument(group), percent: percentOf(group.count, total) };
    }
  }
}

const SUM_CSV: readonly CsvColumn<GoroutineSumsDocument['rows'][number]>[] = [
  { header: 'name', value: ({ name }) => name },
  { header: 'kind', value: ({ kind }) => kind },
  { header: 'count', value: ({ count }) => count },
  { header: 'percent', value: ({ percent }) => percent },
  { header: 'stacks', value: ({ stacks }) => stacks },
];

export const goroutineSumsCsv = ({ rows }: GoroutineSumsDocument): Iterable<string> => csvText(SUM_CSV, rows);
