/** All that the dashboard shows, but for a flame graph's own state. */
import type { ListState } from './list-state.ts';
import type { Place } from './place.ts';
import type { TextState } from './text-state.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** What the first line says. */
export interface Where {
  readonly store: string;
  readonly environment: string | undefined;
  /** Of the cluster; undefined until one was asked. */
  readonly context: string | undefined;
  readonly namespace: string | undefined;
  readonly isProduction: boolean;
  readonly isReadOnly: boolean;
}

export interface Failure {
  readonly message: string;
  readonly hints: readonly string[];
}

/** What a tab of a place holds. */
export interface BodyState {
  readonly list?: ListState;
  readonly text?: TextState;
  readonly isLoading: boolean;
  readonly loadedMs?: number | undefined;
  readonly failure?: Failure | undefined;
  /** After a failure: when it is tried again. */
  readonly retryMs?: number | undefined;
}

export type JobStatus = 'running' | 'done' | 'failed' | 'cancelled';

/** Something that takes a while and goes on whatever is looked at. */
export interface Job {
  readonly id: number;
  readonly title: string;
  /** The command line that does the same. */
  readonly argv: readonly string[];
  readonly status: JobStatus;
  readonly startedMs: number;
  readonly endedMs: number | undefined;
  /** The last thing it said of each part of it. */
  readonly progress: readonly JobPart[];
  /** What came of it, in a few words. */
  readonly result: string;
  readonly failure: Failure | undefined;
}

export interface JobPart {
  readonly name: string;
  readonly text: string;
  readonly tone: 'good' | 'bad' | undefined;
}

export interface LogEntry {
  readonly id: number;
  readonly timeMs: number;
  readonly argv: readonly string[];
}

export interface Message extends Failure {
  readonly tone: 'good' | 'bad' | undefined;
}

/** What lies over the view and has the keys. */
export type Overlay =
  | {
      readonly kind: 'input';
      readonly purpose: 'search' | 'palette' | 'answer';
      readonly question: string;
      readonly text: string;
      /** What the text may go on as. */
      readonly completions: readonly string[];
    }
  | {
      readonly kind: 'menu';
      readonly title: string;
      readonly entries: readonly MenuEntry[];
      readonly cursor: number;
      readonly scroll: number;
    }
  | { readonly kind: 'question'; readonly lines: readonly string[]; readonly isProduction: boolean }
  | { readonly kind: 'page'; readonly title: string; readonly text: TextState };

export interface MenuEntry {
  readonly key: string;
  readonly label: string;
  /** A line between entries, which cannot be chosen. */
  readonly isHeading?: boolean;
}

export interface DashboardState {
  readonly size: ScreenSize;
  readonly where: Where;
  /** In the order they were seen, and which of them is looked at. */
  readonly places: readonly Place[];
  readonly at: number;
  /** By place the tab that is shown. */
  readonly tabs: Readonly<Record<string, string>>;
  /** By place and tab. */
  readonly bodies: Readonly<Record<string, BodyState>>;
  readonly jobs: readonly Job[];
  readonly log: readonly LogEntry[];
  readonly message: Message | undefined;
  readonly overlay: Overlay | undefined;
  readonly isPaused: boolean;
  readonly hasMouse: boolean;
  /** For ages: told with every change. */
  readonly nowMs: number;
}
