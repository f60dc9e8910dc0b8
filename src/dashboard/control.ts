/** What screens and commands can do with the dashboard. */

import type { Kubernetes } from '../ports/kubernetes.ts';
import type { Backend, BackendChoice } from './backend.ts';
import type { FlameSession } from './flame/flame-session.ts';
import type { OpenProfile } from './profile/open-profile.ts';
import type { Screen, Tab } from './screens/screen.ts';
import type { BodyState, DashboardState, JobPart } from './state/dashboard-state.ts';
import type { Place } from './state/place.ts';
import type { ListAction } from './state/reduce-list.ts';
import type { TextAction } from './state/text-state.ts';

export interface DashboardControl {
  readonly state: DashboardState;
  readonly backend: Backend;
  readonly place: Place;
  readonly screen: Screen;
  readonly tab: Tab;
  /** The graph that is looked at. */
  readonly flame: FlameSession | undefined;
  /** What the tab that is looked at holds. */
  readonly body: BodyState;
  /** Opens a view behind the one that is looked at. */
  go(place: Place): void;
  /** Shows another tab of this view. */
  showTab(id: string): void;
  list(action: ListAction): void;
  text(action: TextAction): void;
  say(message: string, tone?: 'good' | 'bad', hints?: readonly string[]): void;
  fail(error: unknown): void;
  /** A text over the view. */
  page(title: string, lines: readonly string[]): void;
  /** Resolves with false where it is refused. In production all that changes something is asked. */
  confirm(lines: readonly string[]): Promise<boolean>;
  /** Resolves with undefined where it is given up. */
  ask(question: string, text?: string, completions?: readonly string[]): Promise<string | undefined>;
  choose(
    title: string,
    entries: readonly { readonly key: string; readonly label: string }[],
  ): Promise<number | undefined>;
  /** Notes the command line that does what is done now. */
  log(argv: readonly string[]): void;
  job(start: JobStart): void;
  /** Does once more what a job did. */
  runAgain(id: number): void;
  /** Looks at another store, environment, context or namespace. */
  open(choice: BackendChoice): Promise<void>;
  /** The profile behind a place, loaded once. */
  profile(place: Place): OpenProfile;
  /** What a cluster says of itself, once it was asked. */
  sawCluster(kubernetes: Kubernetes): Promise<void>;
  cancelJob(id: number): void;
  copy(text: string): void;
  /** Hands the terminal to a program until it ends. @throws what starting it throws */
  handOver(run: () => Promise<void>): Promise<void>;
  reload(): void;
}

export interface JobStart {
  readonly title: string;
  readonly argv: readonly string[];
  /** Resolves with what came of it, in a few words. */
  run(report: (part: JobPart) => void, signal: AbortSignal): Promise<string>;
  /** Called when it is done, also where something else is looked at by then. */
  readonly onDone?: () => void;
}
