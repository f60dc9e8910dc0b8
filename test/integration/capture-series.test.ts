import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { captureSeries, type SeriesDeps, type SeriesRun } from '../../src/capture/capture-series.ts';
import { PodHarness } from '../support/pod-harness.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { type SampleProgram, startNodeProgram } from '../support/sample-program.ts';

const home = temporaryFolder();
const LABELS = { labels: { app: 'checkout' } };
const MINUTE_MS = 60_000;
let shop: PodHarness;

beforeEach(async () => {
  shop = await new PodHarness(home.path).start();
  shop.deployment('checkout');
});
afterEach(() => shop.close());

/** A series by the harness's clock, which pauses move; `during` is called in each pause, with its number. */
function series(targets: string[], during: (pause: number) => void | Promise<void> = () => {}) {
  const runs: SeriesRun[] = [];
  const pauses: number[] = [];
  const deps: SeriesDeps = {
    ...shop.deps(),
    pause: async (durationMs, signal) => {
      pauses.push(durationMs);
      shop.nowMs += durationMs;
      await during(pauses.length);
      signal.throwIfAborted();
    },
    onRun: (run) => void runs.push(run),
  };
  const take = (everyMs: number, forMs: number | undefined) =>
    captureSeries(shop.options(targets), { everyMs, forMs }, deps);
  return { take, runs, pauses, deps };
}

const stampsOf = async () => [...new Set((await shop.keys()).map((key) => /\d{8}-\d{6}/.exec(key)![0]))];

describe('a series of captures', () => {
  it('is so many runs in its time, each with its own stamp, and knows no cooldown in itself', async () => {
    await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const { take, runs, pauses } = series(['deploy/checkout']);
    const result = await take(20_000, MINUTE_MS);
    expect(result).toMatchObject({ runs: 3, failedRuns: 0, missedRuns: 0, hasKept: true });
    expect(runs.map(({ kind }) => kind)).toEqual(['run', 'run', 'run']);
    expect(pauses).toEqual([20_000, 20_000]);
    expect(await stampsOf()).toEqual(['20240115-120000', '20240115-120020', '20240115-120040']);
  });

  it('finds the pods anew each time', async () => {
    await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const { take } = series(['deploy/checkout'], async (pause) => {
      if (pause === 1) await shop.pod('checkout-7d8f9c5b6d-bcdfg', LABELS);
      else shop.cluster.deletePod('shop', 'checkout-7d8f9c5b6d-x2x4z');
    });
    await take(5 * MINUTE_MS, 15 * MINUTE_MS);
    expect(await shop.keys()).toEqual([
      '2024-01-15/checkout/20240115-120000-heap.pprof',
      '2024-01-15/checkout/20240115-120500-bcdfg-heap.pprof',
      '2024-01-15/checkout/20240115-120500-x2x4z-heap.pprof',
      '2024-01-15/checkout/20240115-121000-heap.pprof',
    ]);
  });

  it('goes on where a run fails, in a part or as a whole', async () => {
    const program = await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const broken = 'checkout-7d8f9c5b6d-bcdfg';
    const { take, runs } = series(['deploy/checkout'], async (pause) => {
      if (pause === 1) {
        shop.cluster.deletePod('shop', 'checkout-7d8f9c5b6d-x2x4z');
        return;
      }
      await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
      await shop.pod(broken, LABELS);
      shop.cluster.programs.delete(`shop/${broken}`);
    });
    const result = await take(MINUTE_MS, 3 * MINUTE_MS);
    expect(result).toMatchObject({ runs: 3, failedRuns: 2, hasKept: true });
    expect(runs[1]).toMatchObject({ kind: 'failed', error: { code: 'NOT_FOUND' } });
    expect(result.firstError).toBe((runs[1] as { error: unknown }).error);
    expect(runs[2]).toMatchObject({ result: { failures: [{ target: `pod/${broken}` }] } });
    expect(await stampsOf()).toEqual(['20240115-120000', '20240115-120200']);
    expect(program.asked).toHaveLength(2);
  });

  it('ends at once where it cannot be meant', async () => {
    const { take, pauses } = series(['secret/x']);
    await expect(take(MINUTE_MS, undefined)).rejects.toMatchObject({ code: 'USAGE' });
    expect(pauses).toEqual([]);
  });

  it('keeps what is finished when it is stopped in a pause', async () => {
    await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const { take } = series(['deploy/checkout'], (pause) => {
      if (pause === 2) shop.stop.abort(new Error('Ctrl-C'));
    });
    expect(await take(MINUTE_MS, undefined)).toMatchObject({ runs: 2, failedRuns: 0 });
    expect(await stampsOf()).toEqual(['20240115-120000', '20240115-120100']);
  });

  it('leaves out runs that are due while another is under way, and says so', async () => {
    await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const { deps, pauses } = series(['deploy/checkout']);
    const slow = async () => {
      // The first run takes 25 seconds.
      if (pauses.length === 0) shop.nowMs += 25_000;
      return shop.store;
    };
    const result = await captureSeries(
      shop.options(['deploy/checkout']),
      { everyMs: 10_000, forMs: MINUTE_MS },
      { ...deps, store: slow },
    );
    expect(result).toMatchObject({ runs: 4, missedRuns: 2 });
    expect(await stampsOf()).toEqual([
      '20240115-120000',
      '20240115-120030',
      '20240115-120040',
      '20240115-120050',
    ]);
    expect(shop.said()).toEqual(['2 runs were due while this one was under way']);
  });

  it('counts runs as missed that a long last one leaves no time for', async () => {
    await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const { deps } = series([]);
    const slow = async () => {
      shop.nowMs += 70_000;
      return shop.store;
    };
    const options = shop.options(['deploy/checkout']);
    const minute = { everyMs: 20_000, forMs: MINUTE_MS };
    const result = await captureSeries(options, minute, { ...deps, store: slow });
    expect(result).toMatchObject({ runs: 1, missedRuns: 2 });
  });

  it('waits on where a timer ends early', async () => {
    await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const { deps } = series([]);
    const pauses: number[] = [];
    await captureSeries(
      shop.options(['deploy/checkout']),
      { everyMs: 1000, forMs: 2000 },
      {
        ...deps,
        pause: async (durationMs) => {
          pauses.push(durationMs);
          shop.nowMs += Math.max(1, durationMs - 1);
        },
      },
    );
    expect(pauses).toEqual([1000, 1]);
    expect(await stampsOf()).toEqual(['20240115-120000', '20240115-120001']);
  });

  it('is of URLs and Node.js programs, too', async () => {
    const go = await shop.pod('checkout-7d8f9c5b6d-x2x4z', LABELS);
    const node: SampleProgram = await startNodeProgram('service.js', ['--inspect=127.0.0.1:0']);
    try {
      await node.printed('Debugger listening on ws://127.0.0.1:');
      const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(node.output())![1];
      const { deps } = series([]);
      const targets = [`http://127.0.0.1:${go.localPort}`, `node://127.0.0.1:${port}`];
      const options = shop.options(targets, {}, { service: 'mixed', seconds: 0.2, timeoutMs: 10_000 });
      const result = await captureSeries(options, { everyMs: MINUTE_MS, forMs: 2 * MINUTE_MS }, deps);
      expect(result.firstError).toBeUndefined();
      const endings = (await shop.keys()).map((key) => key.replace(/.*mixed\/(\S{15}).*-heap\./, '$1 '));
      expect(endings.sort()).toEqual([
        '20240115-120000 heapprofile',
        '20240115-120000 pprof',
        '20240115-120100 heapprofile',
        '20240115-120100 pprof',
      ]);
    } finally {
      await node.stop();
    }
  });
});
