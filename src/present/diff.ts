import type { Change } from '../compare/change.ts';
import type { DiffMeasure, DiffRow, ProfileDiff } from '../compare/diff.ts';
import { safeText } from '../kit/safe-text.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { formatValue } from '../profile/measurement.ts';
import type { CsvColumn } from './csv.ts';
import { fitEnd } from './fit-end.ts';
import { type Column, formatTable } from './table.ts';

/** What `prof diff --json` prints. */
export interface DiffDocument {
  readonly schema: 'prof.diff.v1';
  /** One line for people. */
  readonly verdict: string;
  readonly differs: boolean;
  /** Keys, paths or URLs of the profiles on each side. */
  readonly base: readonly string[];
  readonly target: readonly string[];
  /** What a base by meaning turned out to be; null where it was named. */
  readonly baseline: string | null;
  readonly sampleType: string;
  /** The unit of all values here. */
  readonly unit: string;
  /** What rows are ordered by. */
  readonly measure: DiffMeasure;
  readonly normalized: boolean;
  readonly total: ChangeDocument;
  /** The total without waiting; null where profiles do not record waiting. */
  readonly busy: ChangeDocument | null;
  /** Functions that differ, the largest change first. */
  readonly rows: readonly DiffRowDocument[];
  /** Functions that differ and are not among the rows. */
  readonly hidden: number;
  readonly unchanged: number;
  readonly notes: readonly string[];
}

export interface DiffRowDocument {
  readonly name: string;
  readonly flat: ChangeDocument;
  readonly cum: ChangeDocument;
}

export interface ChangeDocument {
  readonly base: number | string;
  readonly target: number | string;
  readonly change: number | string;
  /** Of the base's value; null where that is 0. */
  readonly changePercent: number | null;
  /** Of each side's own total. */
  readonly basePercent: number;
  readonly targetPercent: number;
  /** targetPercent - basePercent. */
  readonly points: number;
}

export interface DiffView {
  /** At most so many rows; undefined: all. */
  readonly top: number | undefined;
  /** Width of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
}

const MAX_ROWS = 10_000;
const IDLE = '(idle)';
const GAP_WIDTH = 2;
const MIN_NAME_WIDTH = 16;

export function diffDocument(
  diff: ProfileDiff,
  { top = MAX_ROWS, baseline }: { readonly top?: number | undefined; readonly baseline?: string | undefined },
): DiffDocument {
  const { base, target, sampleType, unit, measure, normalized, differs, notes, busy } = diff;
  const rows = diff.rows.slice(0, Math.min(top, MAX_ROWS));
  return {
    schema: 'prof.diff.v1',
    verdict: verdict(diff),
    differs,
    base,
    target,
    baseline: baseline ?? null,
    sampleType,
    unit,
    measure,
    normalized,
    total: changeDocument(diff.total),
    busy: busy ? changeDocument(busy) : null,
    rows: rows.map(diffRowDocument),
    hidden: diff.rows.length - rows.length,
    unchanged: diff.unchangedCount,
    notes,
  };
}

export function diffRowDocument({ name, flat, cum }: DiffRow): DiffRowDocument {
  return { name, flat: changeDocument(flat), cum: changeDocument(cum) };
}

function changeDocument(change: Change): ChangeDocument {
  return {
    base: exact(change.base),
    target: exact(change.target),
    change: exact(change.change),
    changePercent: change.percent ?? null,
    basePercent: change.baseShare,
    targetPercent: change.targetShare,
    points: change.points,
  };
}

const exact = (value: Int64): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

/** `checkout cpu: total +12.3% (1.20s → 1.35s); biggest: main.parse +150ms (+11.1 pp)` */
function verdict(diff: ProfileDiff): string {
  const { measure, unit, busy, sampleType } = diff;
  const subject = safeText(diff.subject);
  const isSaid = subject === '' || ` ${subject}`.endsWith(` ${sampleType}`);
  const what = isSaid ? subject || safeText(sampleType) : `${subject} (${safeText(sampleType)})`;
  const sum = busy ?? diff.total;
  const text = `${what}: ${busy ? 'busy time' : 'total'} ${sumText(sum, unit)}`;
  if (!diff.differs) return `${text}; no difference`;
  if (diff.differsElsewhere) return `${text}; no function differs, but other values, lines or labels do`;
  // Waiting is what work leaves over, so it is never the finding.
  const biggest = diff.rows.find((row) => row.name !== IDLE && Number(row[measure].change) !== 0);
  if (!biggest) return text;
  const { change, points } = biggest[measure];
  return `${text}; biggest: ${safeText(biggest.name)} ${signed(change, unit)} (${signedPoints(points)} pp)`;
}

function sumText({ base, target, percent, change }: Change, unit: string): string {
  if (Number(change) === 0) return `unchanged (${value(base, unit)})`;
  const relative = percent === undefined ? 'from nothing' : `${signedPoints(percent)}%`;
  return `${relative} (${value(base, unit)} → ${value(target, unit)})`;
}

/** The table under its verdict, what was compared, and what must be known about it. */
export async function diffText(diff: ProfileDiff, view: DiffView): Promise<string> {
  const { measure, unit } = diff;
  const changed = diff.rows.filter((row) => Number(row[measure].change) !== 0);
  const shown = changed.slice(0, view.top);
  const parts = [`${verdict(diff)}\n`];
  if (shown.length > 0) parts.push('\n', await tableText(shown, measure, unit, view.columns));
  const hidden = changed.length - shown.length;
  if (hidden > 0) parts.push(`… ${hidden} more; --all shows them\n`);
  parts.push('\n', sideText('base', diff.base), sideText('target', diff.target));
  for (const note of diff.notes) parts.push(`note    ${safeText(note)}\n`);
  return parts.join('');
}

async function tableText(
  rows: readonly DiffRow[],
  measure: DiffMeasure,
  unit: string,
  columns: number | undefined,
): Promise<string> {
  const values: Column<DiffRow>[] = [
    { header: 'BASE', align: 'right', cell: (row) => value(row[measure].base, unit) },
    { header: 'TARGET', align: 'right', cell: (row) => value(row[measure].target, unit) },
    { header: 'CHANGE', align: 'right', cell: (row) => signed(row[measure].change, unit) },
    { header: 'PP', align: 'right', cell: (row) => signedPoints(row[measure].points) },
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
  const name: Column<DiffRow> = { header: 'FUNCTION', cell: (row) => names[rows.indexOf(row)]! };
  return formatTable([name, ...values], rows);
}

export function diffCsv({ measure, unit }: ProfileDiff): readonly CsvColumn<DiffRowDocument>[] {
  const column = (header: string, key: keyof ChangeDocument): CsvColumn<DiffRowDocument> => ({
    header,
    value: (row) => row[measure][key],
  });
  return [
    { header: 'function', value: ({ name }) => name },
    column(`base_${unit}`, 'base'),
    column(`target_${unit}`, 'target'),
    column(`change_${unit}`, 'change'),
    column('change_percent', 'changePercent'),
    column('base_percent', 'basePercent'),
    column('target_percent', 'targetPercent'),
    column('points', 'points'),
  ];
}

const MAX_NAMED = 3;

function sideText(label: string, names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).map(safeText).join(', ');
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return `${label.padEnd(6)}  ${shown}${more}\n`;
}

const value = (amount: Int64, unit: string): string => formatValue(amount, unit, 'auto');

function signed(amount: Int64, unit: string): string {
  return `${Number(amount) > 0 ? '+' : ''}${value(amount, unit)}`;
}

function signedPoints(points: number): string {
  const text = points.toFixed(1);
  return points > 0 && text !== '0.0' ? `+${text}` : text.replace(/^-0\.0$/, '0.0');
}
