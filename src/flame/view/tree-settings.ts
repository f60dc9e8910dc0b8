import type { Granularity } from '../../profile/graph-nodes.ts';
import type { FlameCommand } from './flame-keys.ts';
import type { FunctionFilter, TreeSettings, ViewState } from './view-state.ts';

const GRANULARITIES: readonly Granularity[] = ['filefunctions', 'functions', 'files', 'lines', 'addresses'];

/** What a key asks of the tree itself; the graph stays as it is until the tree is made. */
export function changeSettings(state: ViewState, command: FlameCommand): ViewState {
  const { settings } = state;
  const changed = (change: Partial<TreeSettings>) => ({ ...state, settings: { ...settings, ...change } });
  switch (command) {
    case 'sampleType': {
      const count = state.facts.sampleTypes.length;
      if (count < 2) return { ...state, message: 'this profile has one sample type' };
      return changed({ sampleIndex: (settings.sampleIndex + 1) % count });
    }
    case 'granularity': {
      const next = (GRANULARITIES.indexOf(settings.granularity) + 1) % GRANULARITIES.length;
      return changed({ granularity: GRANULARITIES[next]! });
    }
    case 'invert':
      return changed({ isInverted: !settings.isInverted });
    case 'collapse':
      return changed({ isCollapsed: !settings.isCollapsed });
    case 'inlines':
      return changed({ noInlines: !settings.noInlines });
    case 'normalize':
      return changed({ isNormalized: !settings.isNormalized });
    case 'showAll':
      if (state.shown.tree.trimmed === undefined) return { ...state, message: 'nothing is left out' };
      return changed({ isComplete: true });
    case 'focus':
    case 'ignore':
    case 'hide':
      return filter(state, command);
    case 'unfilter':
      if (settings.filters.length === 0) return { ...state, message: 'no filter to take back' };
      return changed({ filters: settings.filters.slice(0, -1) });
    default:
      return state;
  }
}

/** By the function of the selected frame. */
function filter(state: ViewState, kind: FunctionFilter['kind']): ViewState {
  const { tree, frames } = state.shown;
  const name = frames.functionName[tree.frame[state.rows.cellOf(state.selected).node]!];
  if (name === undefined) return { ...state, message: 'select a function first' };
  return withFilter(state, { kind, name });
}

/** One function is in focus at a time; ignored and hidden ones add up. */
export function withFilter(state: ViewState, filter: FunctionFilter): ViewState {
  const others = state.settings.filters.filter(({ kind }) => filter.kind !== 'focus' || kind !== 'focus');
  return { ...state, settings: { ...state.settings, filters: [...others, filter] } };
}
