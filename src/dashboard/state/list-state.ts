/** A list on a screen, between two keys. */
export interface ListState {
  readonly rows: readonly unknown[];
  /** Per row what it is known by, whatever is loaded later. */
  readonly ids: readonly string[];
  /** Rows that pass the filter, in the order of the screen. */
  readonly shown: Int32Array;
  /** Where in `shown` the cursor is. */
  readonly cursor: number;
  /** The row of the cursor: it is followed when rows change. */
  readonly selected: string | undefined;
  /** The first of `shown` on the screen. */
  readonly scroll: number;
  /** How many columns are left of the screen. */
  readonly firstColumn: number;
  readonly isWide: boolean;
  readonly sort: Sort | undefined;
  readonly filter: ListFilter | undefined;
  readonly marks: ReadonlySet<string>;
  /** Where a range of marks begins. */
  readonly anchor: string | undefined;
}

export interface Sort {
  readonly column: number;
  readonly isDescending: boolean;
}

export interface ListFilter {
  readonly pattern: string;
  /** Per row 1 if it matches. */
  readonly isMatch: Uint8Array;
}

export const EMPTY_LIST: ListState = {
  rows: [],
  ids: [],
  shown: new Int32Array(0),
  cursor: 0,
  selected: undefined,
  scroll: 0,
  firstColumn: 0,
  isWide: false,
  sort: undefined,
  filter: undefined,
  marks: new Set(),
  anchor: undefined,
};
