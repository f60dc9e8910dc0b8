/** What happens to the dashboard's state; nothing else changes it. */
import type {
  BodyState,
  DashboardState,
  Job,
  LogEntry,
  Message,
  Overlay,
  ScreenSize,
  Where,
} from './dashboard-state.ts';
import { EMPTY_LIST } from './list-state.ts';
import { type Place, placeKey } from './place.ts';
import { type ListAction, type ListFacts, reduceList } from './reduce-list.ts';
import { EMPTY_TEXT, reduceText, type TextAction } from './text-state.ts';

export type DashboardAction =
  | { readonly kind: 'size'; readonly size: ScreenSize }
  | { readonly kind: 'where'; readonly where: Where }
  /** Other backends: nothing that was loaded holds any more. */
  | { readonly kind: 'restart'; readonly place: Place; readonly where: Where }
  | { readonly kind: 'go'; readonly place: Place }
  | { readonly kind: 'travel'; readonly by: number }
  | { readonly kind: 'tab'; readonly place: Place; readonly tab: string }
  | { readonly kind: 'body'; readonly key: string; readonly body: Partial<BodyState> }
  | { readonly kind: 'list'; readonly key: string; readonly action: ListAction; readonly facts: ListFacts }
  | { readonly kind: 'text'; readonly key: string; readonly action: TextAction; readonly height: number }
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'message'; readonly message: Message | undefined }
  | { readonly kind: 'overlay'; readonly overlay: Overlay | undefined }
  | { readonly kind: 'pause' }
  | { readonly kind: 'mouse' }
  /** Something outside of the state is to be drawn: a flame graph. */
  | { readonly kind: 'redraw' };

/** So many are kept of each: a day's work. */
const MAX_PLACES = 50;
const MAX_LOG = 1000;
const MAX_JOBS = 200;

export const EMPTY_BODY: BodyState = { isLoading: false };

export function reduce(state: DashboardState, action: DashboardAction): DashboardState {
  switch (action.kind) {
    case 'size':
      return { ...state, size: action.size };
    case 'where':
      return { ...state, where: action.where };
    case 'restart':
      return { ...state, where: action.where, places: [action.place], at: 0, tabs: {}, bodies: {} };
    case 'go':
      return go(state, action.place);
    case 'travel':
      return { ...state, at: Math.max(0, Math.min(state.at + action.by, state.places.length - 1)) };
    case 'tab':
      return { ...state, tabs: { ...state.tabs, [placeKey(action.place)]: action.tab } };
    case 'body':
      return withBody(state, action.key, action.body);
    case 'list': {
      const list = state.bodies[action.key]?.list ?? EMPTY_LIST;
      return withBody(state, action.key, { list: reduceList(list, action.action, action.facts) });
    }
    case 'text': {
      const text = state.bodies[action.key]?.text ?? EMPTY_TEXT;
      return withBody(state, action.key, { text: reduceText(text, action.action, action.height) });
    }
    case 'job':
      return { ...state, jobs: withJob(state.jobs, action.job) };
    case 'log':
      return { ...state, log: [...state.log, action.entry].slice(-MAX_LOG) };
    case 'message':
      return { ...state, message: action.message };
    case 'overlay':
      return { ...state, overlay: action.overlay };
    case 'pause':
      return { ...state, isPaused: !state.isPaused };
    case 'mouse':
      return { ...state, hasMouse: !state.hasMouse };
    case 'redraw':
      return { ...state };
  }
}

/** What was looked at after the place that one leaves is forgotten, as in a browser. */
function go(state: DashboardState, place: Place): DashboardState {
  const key = placeKey(place);
  if (placeKey(state.places[state.at]!) === key) return state;
  const places = [...state.places.slice(0, state.at + 1), place].slice(-MAX_PLACES);
  const kept = new Set(places.map(placeKey));
  const bodies = Object.fromEntries(
    Object.entries(state.bodies).filter(([name]) => kept.has(name.slice(0, name.lastIndexOf('#')))),
  );
  return { ...state, places, at: places.length - 1, bodies };
}

function withBody(state: DashboardState, key: string, change: Partial<BodyState>): DashboardState {
  const body = { ...(state.bodies[key] ?? EMPTY_BODY), ...change };
  return { ...state, bodies: { ...state.bodies, [key]: body } };
}

/** The newest first; running ones are never dropped. */
function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  const at = jobs.findIndex(({ id }) => id === job.id);
  if (at !== -1) return jobs.map((other, index) => (index === at ? job : other));
  return [job, ...jobs].filter(({ status }, index) => index < MAX_JOBS || status === 'running');
}

/** What the tab of a place is known by. */
export const bodyKey = (place: Place, tab: string): string => `${placeKey(place)}#${tab}`;
