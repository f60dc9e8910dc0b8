/** What a view of the dashboard is: one file in this folder, one block in the key table. */
import type { Backend } from '../backend.ts';
import type { DashboardControl } from '../control.ts';
import type { Place } from '../state/place.ts';
import type { TableColumn } from './table-column.ts';

export interface Screen {
  readonly id: string;
  readonly title: string;
  /** The digit that jumps to it. */
  readonly digit?: string;
  /** What the trail of views calls such a place. */
  crumb(place: Place): string;
  /** Contexts of the key table beside those of the body, the most special first. */
  readonly contexts: readonly string[];
  readonly tabs: readonly [Tab, ...Tab[]];
  /** What its own keys do, by the ids of its block. */
  readonly commands?: Readonly<Record<string, ScreenCommand>>;
  /** The `prof` command line that shows the same; undefined: there is none. */
  commandLine?(place: Place, control: DashboardControl): readonly string[] | undefined;
}

/** A failure is shown as a message. */
export type ScreenCommand = (control: DashboardControl, place: Place, key: string) => void | Promise<void>;

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly body: Body;
}

export type Body = AnyTable | TextBody | FlameBody;

/** A table of rows that only it knows. */
export type AnyTable = TableBody<never, unknown>;

export interface LoadContext {
  readonly place: Place;
  readonly backend: Backend;
  readonly control: DashboardControl;
  /** Aborted when the view is left or loaded anew. */
  readonly signal: AbortSignal;
}

export interface TableBody<Row, Loaded = Row> {
  readonly kind: 'table';
  readonly columns: readonly TableColumn<Row>[];
  idOf(row: Row): string;
  /** All rows as they are now, in pieces as they are found. */
  load(context: LoadContext): AsyncIterable<readonly Loaded[]>;
  /** What takes longer to find out of some rows: all rows, each time that more is known. */
  refine?(rows: readonly Row[], context: LoadContext): AsyncIterable<readonly Loaded[]>;
  /** Loaded again after so long while it is looked at. */
  readonly refreshMs?: number;
  /** What to say where there are no rows. */
  nothing(context: { readonly backend: Backend; readonly place: Place }): readonly string[];
  /** Enter or a second click on a row. */
  enter?(row: Row, control: DashboardControl, place: Place): void | Promise<void>;
  /** The function that a row is of: views of a profile have the one under the cursor in common. */
  functionOf?(row: Row): string;
  /** Rows that stand out: what a word in them says already. */
  tone?(row: Row): 'good' | 'bad' | 'dim' | undefined;
}

export interface TextBody {
  readonly kind: 'text';
  load(context: LoadContext): Promise<readonly string[]>;
}

/** The flame graph of the place's profile. */
export interface FlameBody {
  readonly kind: 'flame';
}

/** For tables whose rows come at once. */
export async function* inOnePiece<Row>(rows: Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  yield await rows;
}
