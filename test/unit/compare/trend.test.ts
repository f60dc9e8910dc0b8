import { describe, expect, it } from 'vitest';
import { type TrendOptions, trendOf } from '../../../src/compare/trend.ts';
import { formatStamp } from '../../../src/store/keys.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { type SmallProfileOptions, smallProfile } from '../../support/small-profiles.ts';

const NOW = Date.parse('2024-01-15T18:00:00Z');

type Run = SmallProfileOptions & { readonly at: string; readonly pod?: string; readonly type?: string };

async function trend(runs: readonly Run[], options: Partial<TrendOptions> = {}, bytes?: Uint8Array) {
  const store = new MemoryBlobStore();
  for (const { at, pod, type = 'cpu', ...profile } of runs) {
    const time = `2024-01-15T${at}:00Z`;
    const suffix = pod === undefined ? '' : `${pod}-`;
    const key = `2024-01-15/checkout/${formatStamp(Date.parse(time))}-${suffix}${type}.pprof`;
    await store.putIfAbsent(key, at === '09:59' && bytes ? bytes : smallProfile(profile), {});
  }
  const events: unknown[] = [];
  const deps = {
    store: async () => store,
    files: async () => new MemoryFiles(),
    http: async () => {
      throw new Error('not asked for');
    },
    clock: { nowMs: () => NOW },
    emit: (event: unknown) => events.push(event),
  };
  const whole = {
    service: 'checkout/cpu',
    functions: [],
    measure: 'flat',
    sampleIndex: '',
    top: 10,
  } as const;
  return { ...(await trendOf({ ...whole, ...options }, deps)), events };
}

const shares = ({ rows }: Awaited<ReturnType<typeof trend>>) =>
  Object.fromEntries(rows.map(({ name, points }) => [name, points.map(({ percent }) => percent)]));

const RUNS: Run[] = [
  { at: '10:00', stacks: { 'main;json.Parse': 10, 'main;render': 90 } },
  { at: '11:00', stacks: { 'main;json.Parse': 30, 'main;json.Parse;json.scan': 20, 'main;render': 50 } },
  { at: '12:00', stacks: { 'main;render': 200 } },
];

describe('trendOf', () => {
  it('divides what functions use by the total of each run', async () => {
    const result = await trend(RUNS);
    expect(shares(result)).toEqual({
      render: [90, 50, 100],
      'json.Parse': [10, 30, 0],
      'json.scan': [0, 20, 0],
    });
    expect(result.rows.map(({ name }) => name)).toEqual(['render', 'json.Parse', 'json.scan']);
    expect(result.runs.map(({ total, profiles }) => [total, profiles])).toEqual([
      [100, 1],
      [100, 1],
      [200, 1],
    ]);
    expect(result).toMatchObject({
      type: 'cpu',
      sampleType: 'cpu',
      unit: 'nanoseconds',
      failed: [],
      omitted: 0,
    });
  });

  it('adds up functions that match, and counts a stack once with what they call', async () => {
    expect(shares(await trend(RUNS, { functions: ['json', 'scan$'] }))).toEqual({
      json: [10, 50, 0],
      scan$: [0, 20, 0],
    });
    expect(shares(await trend(RUNS, { functions: ['json', 'main|render'], measure: 'cum' }))).toEqual({
      json: [10, 50, 0],
      'main|render': [100, 100, 100],
    });
  });

  it('adds up the pods of a run', async () => {
    const result = await trend([
      { at: '10:00', pod: 'aaaaa', stacks: { 'main;work': 10, 'main;rest': 10 } },
      { at: '10:00', pod: 'bbbbb', stacks: { 'main;work': 60 } },
    ]);
    expect(shares(result)).toEqual({ work: [87.5], rest: [12.5] });
    expect(result.runs).toEqual([{ timeMs: Date.parse('2024-01-15T10:00:00Z'), profiles: 2, total: 80 }]);
  });

  it('leaves waiting out of what is divided by', async () => {
    const result = await trend([{ at: '10:00', stacks: { '(idle)': 900, work: 75, rest: 25 } }]);
    expect(shares(result)).toEqual({ work: [75], rest: [25] });
  });

  it('knows no share of a run without samples', async () => {
    const result = await trend([{ at: '09:00', stacks: { work: 0 } }, ...RUNS], { functions: ['render'] });
    expect(shares(result)).toEqual({ render: [undefined, 90, 50, 100] });
  });

  it('shows the functions with the largest mean share', async () => {
    const result = await trend(RUNS, { top: 1 });
    expect(result.rows.map(({ name }) => name)).toEqual(['render']);
    expect(result.hidden).toBe(2);
  });

  it('chooses by time and type', async () => {
    const heap: Run = { at: '10:00', type: 'heap', sampleTypes: ['inuse_space/bytes'], stacks: { alloc: 7 } };
    expect((await trend([...RUNS, heap], { service: 'checkout' })).events).toEqual([
      { kind: 'type-chosen', reference: 'checkout', type: 'cpu', others: ['heap'] },
    ]);
    expect(shares(await trend([...RUNS, heap], { service: 'checkout', type: 'heap' }))).toEqual({
      alloc: [100],
    });
    const since = '2024-01-15T11:00:00Z';
    expect((await trend(RUNS, { since })).runs).toHaveLength(2);
    expect((await trend(RUNS, { since, until: since })).runs).toHaveLength(1);
  });

  it('goes on without a run that cannot be read, or measures something else', async () => {
    const damaged = await trend(
      [{ at: '09:59' }, { at: '09:00', sampleTypes: ['cpu/microseconds'] }, ...RUNS],
      {},
      new TextEncoder().encode('no profile'),
    );
    expect(damaged.runs).toHaveLength(3);
    expect(
      damaged.failed.map(({ timeMs, error }) => [new Date(timeMs).toISOString().slice(11, 16), error.code]),
    ).toEqual([
      ['09:00', 'BAD_DATA'],
      ['09:59', expect.stringMatching(/^BAD_/)],
    ]);
  });

  it('fails where no run can be read', async () => {
    await expect(trend([{ at: '09:59' }], {}, new Uint8Array([1, 2]))).rejects.toMatchObject({
      name: 'ProfError',
    });
  });

  it.each<[Partial<TrendOptions>, string, string]>([
    [{ functions: ['render', 'nothing'] }, 'NOT_FOUND', 'matches nothing'],
    [{ functions: ['('] }, 'USAGE', 'parsing function regexp'],
    [{ service: './a.pb.gz' }, 'USAGE', 'trend wants a service, not ./a.pb.gz'],
    [{ service: 'checkout@yesterday' }, 'USAGE', 'trend wants a service'],
    [{ service: 'checkout~1' }, 'USAGE', 'trend wants a service'],
    [{ service: 'checkout/cpu', type: 'heap' }, 'USAGE', 'are two types'],
    [{ service: 'chekout' }, 'STORE_NOT_FOUND', 'did you mean checkout?'],
    [{ since: 'soon' }, 'USAGE', '--since wants a time'],
    [{ sampleIndex: 'bytes' }, 'USAGE', 'bytes'],
  ])('explains %j', async (options, code, message) => {
    await expect(trend(RUNS, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('says how to look further back', async () => {
    await expect(trend(RUNS, { until: '2023-01-01' })).rejects.toMatchObject({
      code: 'STORE_NOT_FOUND',
      hints: expect.arrayContaining(['look further back with --lookback 365d, or --since TIME']),
    });
  });
});
