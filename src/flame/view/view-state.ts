/** What a flame graph on a screen is, between two keys. */
import type { Int64 } from '../../profile/go-number-format.ts';
import type { Granularity } from '../../profile/graph-nodes.ts';
import type { ValueType } from '../../profile/profile.ts';
import type { FlameGraph } from '../flame-source.ts';
import type { SearchResult } from '../search.ts';
import { FlameRows, type Zoom } from './flame-rows.ts';

export interface FunctionFilter {
  readonly kind: 'focus' | 'ignore' | 'hide';
  /** The function's whole name. */
  readonly name: string;
}

/** What the tree is made by: a change of these asks for another tree. */
export interface TreeSettings {
  readonly sampleIndex: number;
  readonly granularity: Granularity;
  readonly noInlines: boolean;
  readonly isInverted: boolean;
  readonly isCollapsed: boolean;
  /** Also callers below the share that is left out otherwise. */
  readonly isComplete: boolean;
  readonly isNormalized: boolean;
  readonly filters: readonly FunctionFilter[];
}

/** Of the profile, whatever is shown of it. */
export interface FlameFacts {
  /** `checkout cpu`, or a file's name. */
  readonly title: string;
  readonly sampleTypes: readonly ValueType[];
  /** Per sample type what percentages are of. */
  readonly totals: readonly Int64[];
  readonly isComparing: boolean;
}

export interface Prompt {
  readonly kind: 'search' | 'export';
  readonly text: string;
}

/** A tree with the settings that it was made by. */
export interface ShownTree extends FlameGraph {
  readonly settings: TreeSettings;
}

export interface Place {
  readonly zoom: Zoom;
  readonly selected: number;
  readonly scroll: number;
}

export interface ViewState extends Place {
  readonly facts: FlameFacts;
  readonly columns: number;
  /** Rows of the screen that frames can have. */
  readonly height: number;
  readonly shown: ShownTree;
  readonly rows: FlameRows;
  /** What is asked for; `shown` follows when it is made. */
  readonly settings: TreeSettings;
  /** Where zooms were made from, the last at the end. */
  readonly trail: readonly Place[];
  readonly magnified: number;
  readonly search: (SearchResult & { readonly pattern: string }) | undefined;
  readonly prompt: Prompt | undefined;
  readonly overlay: 'help' | 'detail' | 'changes' | undefined;
  readonly overlayScroll: number;
  /** Something to say until the next key. */
  readonly message: string;
}

export interface ViewSize {
  readonly columns: number;
  readonly height: number;
}

export function initialState(facts: FlameFacts, shown: ShownTree, { columns, height }: ViewSize): ViewState {
  const zoom = { node: 0 };
  return {
    facts,
    columns,
    height,
    shown,
    rows: new FlameRows(shown.tree, zoom, columns),
    settings: shown.settings,
    zoom,
    selected: 0,
    scroll: 0,
    trail: [],
    magnified: -1,
    search: undefined,
    prompt: undefined,
    overlay: undefined,
    overlayScroll: 0,
    message: '',
  };
}
