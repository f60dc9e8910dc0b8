import { describe, expect, it } from 'vitest';
import type { DashboardState, Job } from '../../../../src/dashboard/state/dashboard-state.ts';
import { type Place, placeKey } from '../../../../src/dashboard/state/place.ts';
import { bodyKey, type DashboardAction, reduce } from '../../../../src/dashboard/state/reduce.ts';

const HOME: Place = { screen: 'services', params: {} };
const CHECKOUT: Place = { screen: 'profiles', params: { service: 'checkout' } };
const JOBS: Place = { screen: 'jobs', params: {} };

const START: DashboardState = {
  size: { columns: 80, rows: 24 },
  where: {
    store: 'memory:',
    environment: undefined,
    context: undefined,
    namespace: undefined,
    isProduction: false,
    isReadOnly: false,
  },
  places: [HOME],
  at: 0,
  tabs: {},
  bodies: {},
  jobs: [],
  log: [],
  message: undefined,
  overlay: undefined,
  isPaused: false,
  hasMouse: true,
  nowMs: 0,
};

const made = (...actions: readonly DashboardAction[]): DashboardState => actions.reduce(reduce, START);
const go = (place: Place): DashboardAction => ({ kind: 'go', place });
const loaded = (place: Place, loadedMs: number): DashboardAction => ({
  kind: 'body',
  key: bodyKey(place, 'main'),
  body: { loadedMs },
});
const job = (id: number, status: Job['status'] = 'done'): DashboardAction => ({
  kind: 'job',
  job: {
    id,
    title: `job ${id}`,
    argv: [],
    status,
    startedMs: 0,
    endedMs: undefined,
    progress: [],
    result: '',
    failure: undefined,
  },
});

describe('places', () => {
  it('are gone through in their order, and never beyond its ends', () => {
    const state = made(go(CHECKOUT), go(JOBS), { kind: 'travel', by: -2 });
    expect(state.at).toBe(0);
    expect(reduce(state, { kind: 'travel', by: 5 }).at).toBe(2);
    expect(reduce(state, { kind: 'travel', by: -5 }).at).toBe(0);
  });

  it('that were seen after the one that is left are forgotten, with all that was loaded for them', () => {
    const state = made(
      loaded(HOME, 1),
      go(CHECKOUT),
      loaded(CHECKOUT, 2),
      { kind: 'travel', by: -1 },
      go(JOBS),
    );
    expect(state.places).toEqual([HOME, JOBS]);
    expect(Object.keys(state.bodies)).toEqual([bodyKey(HOME, 'main')]);
  });

  it('are the same whatever the order of their parameters', () => {
    const one = { screen: 'diff', params: { base: 'a', target: 'b' } };
    const same = { screen: 'diff', params: { target: 'b', base: 'a' } };
    expect(placeKey(one)).toBe(placeKey(same));
    expect(placeKey({ screen: 'diff', params: { base: 'b', target: 'a' } })).not.toBe(placeKey(one));
    expect(made(go(one), go(same)).places).toEqual([HOME, one]);
  });

  it('are kept as far as a day goes', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      go({ screen: 'profiles', params: { service: `${index}` } }),
    );
    const state = made(...many);
    expect(state.places.length).toBe(50);
    expect(state.at).toBe(49);
    expect(state.places.at(-1)!.params).toEqual({ service: '299' });
  });

  it('have a tab each', () => {
    const state = made({ kind: 'tab', place: CHECKOUT, tab: 'tree' });
    expect(state.tabs[placeKey(CHECKOUT)]).toBe('tree');
    expect(state.tabs[placeKey(HOME)]).toBeUndefined();
  });

  it('hold nothing any more when something else is looked at', () => {
    const where = { ...START.where, store: 'other:' };
    const state = made(go(CHECKOUT), loaded(CHECKOUT, 1), { kind: 'restart', place: HOME, where });
    expect(state).toMatchObject({ where, places: [HOME], at: 0, bodies: {}, tabs: {} });
  });
});

describe('jobs and the command log', () => {
  it('have the newest job first, and change where it stands', () => {
    const state = made(job(1), job(2, 'running'), job(3), job(2, 'failed'));
    expect(state.jobs.map(({ id, status }) => `${id} ${status}`)).toEqual(['3 done', '2 failed', '1 done']);
  });

  it('forget old jobs, but none that runs', () => {
    const state = made(job(0, 'running'), ...Array.from({ length: 500 }, (_, index) => job(index + 1)));
    expect(state.jobs.length).toBe(201);
    expect(state.jobs.at(-1)).toMatchObject({ id: 0, status: 'running' });
  });

  it('forget old lines', () => {
    const state = made(
      ...Array.from(
        { length: 1100 },
        (_, id): DashboardAction => ({ kind: 'log', entry: { id, timeMs: 0, argv: [] } }),
      ),
    );
    expect(state.log.length).toBe(1000);
    expect(state.log[0]!.id).toBe(100);
  });
});

describe('the rest', () => {
  it('is set and taken back', () => {
    expect(made({ kind: 'pause' }).isPaused).toBe(true);
    expect(made({ kind: 'pause' }, { kind: 'pause' }).isPaused).toBe(false);
    expect(made({ kind: 'mouse' }).hasMouse).toBe(false);
    expect(made({ kind: 'size', size: { columns: 60, rows: 15 } }).size).toEqual({ columns: 60, rows: 15 });
  });

  it('is another state for whoever watches, where only something outside of it changed', () => {
    expect(made({ kind: 'redraw' })).toEqual(START);
    expect(made({ kind: 'redraw' })).not.toBe(START);
  });
});
