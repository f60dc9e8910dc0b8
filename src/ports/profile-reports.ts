/** What a profile's thread gives of it beside flame graphs: plain data, that goes from thread to thread. */
import type { TreeSettings } from '../flame/view/view-state.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import type { ValueColumn } from '../profile/profile.ts';

/** Functions by what they use themselves, the largest first; at other granularities lines, files, addresses. */
export interface FunctionColumns {
  readonly count: number;
  readonly name: readonly string[];
  /** The function alone; the name where none is known. */
  readonly functionName: readonly string[];
  /** 1: inlined into all of its callers, 2: into some, 0: into none. */
  readonly inline: Uint8Array;
  readonly flat: ValueColumn;
  readonly cum: ValueColumn;
  /** What percentages are of. */
  readonly total: Int64;
  /** Of the values, and in which they are shown. */
  readonly unit: string;
  readonly outputUnit: string;
}

export type TextReportKind = 'tree' | 'peek' | 'list' | 'tags' | 'raw';

export interface TextReportRequest {
  readonly kind: TextReportKind;
  readonly settings: TreeSettings;
  /** Of `peek` and `list`: the function that they are of. */
  readonly functionName: string;
}

/** A report as the reference prints it, by lines. */
export interface TextReport {
  readonly lines: readonly string[];
  /** There are more lines than fit a screen's memory, or some were cut. */
  readonly isCut: boolean;
}
