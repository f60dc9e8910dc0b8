import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureResult } from '../../src/capture/capture-result.ts';
import { PodHarness } from '../support/pod-harness.ts';
import { temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const SET = 'checkout-7d8f9c5b6d';
const LABELS = { labels: { app: 'checkout' } };
let shop: PodHarness;

beforeEach(async () => {
  shop = await new PodHarness(home.path).start();
  shop.deployment('checkout');
});
afterEach(() => shop.close());

const failuresOf = ({ failures }: CaptureResult) =>
  failures.map(({ target, type, error }) => `${target} ${type}: ${error.code} ${error.message}`);

describe('a second capture within a minute', () => {
  it('takes only the types that were not taken, and says for how long the others rest', async () => {
    for (const end of ['x2x4z', 'bcdfg']) await shop.pod(`${SET}-${end}`, LABELS);
    await shop.run(['deploy/checkout']);
    shop.nowMs += 20_000;
    const again = await shop.run(['deploy/checkout'], {}, { types: ['heap', 'goroutine'] });
    // Once a workload and type, however many pods it has.
    expect(failuresOf(again)).toEqual([
      'deploy/checkout heap: UNSAFE deploy/checkout: heap of shop/checkout was taken at 12:00:00 UTC (by this machine)',
    ]);
    expect(again.failures[0]!.error.hints).toEqual([
      'wait 40 s more, or take it all the same with --ignore-safety',
    ]);
    expect(again.targets.map(({ profiles }) => profiles.map(({ type }) => type))).toEqual([
      ['goroutine'],
      ['goroutine'],
    ]);
    shop.nowMs += 40_000;
    expect((await shop.run(['deploy/checkout'])).failures).toEqual([]);
  });

  it('from another machine is known by the store', async () => {
    await shop.pod(`${SET}-x2x4z`, LABELS);
    await shop.run(['deploy/checkout']);
    shop.journal.marks.clear();
    const again = await shop.run([`pod/${SET}-x2x4z`]);
    expect(failuresOf(again)[0]).toContain('was taken at 12:00:00 UTC (by the store)');
    expect(again.targets).toEqual([]);
  });

  it('goes on where safety is ignored, where nothing was taken before, and for what is no pod', async () => {
    const program = await shop.pod(`${SET}-x2x4z`, LABELS);
    shop.cluster.programs.clear();
    expect(failuresOf(await shop.run(['deploy/checkout']))[0]).toContain('UNREACHABLE');
    shop.listen(`shop/${SET}-x2x4z`, 6060, program.localPort);
    expect((await shop.run(['deploy/checkout'])).failures).toEqual([]);
    const careless = await shop.run(['deploy/checkout'], {}, { ignoreHeadroom: true });
    expect(careless.failures).toEqual([]);
    const url = `http://127.0.0.1:${program.localPort}`;
    for (let i = 0; i < 2; i++) expect((await shop.run([url])).failures).toEqual([]);
  });

  it('only says so in a dry run', async () => {
    await shop.pod(`${SET}-x2x4z`, LABELS);
    await shop.run(['deploy/checkout']);
    shop.said();
    const dry = await shop.run(['deploy/checkout'], {}, { dryRun: true });
    expect(dry.failures).toEqual([]);
    expect(dry.targets).toHaveLength(1);
    expect(shop.said()).toEqual([
      'deploy/checkout: heap of shop/checkout was taken at 12:00:00 UTC (by this machine)',
    ]);
  });
});

describe('the CPU headroom', () => {
  const busy = (cpuLimit?: string) => ({
    ...LABELS,
    containers: [
      {
        name: 'main',
        ports: [{ name: 'pprof', containerPort: 6060 }],
        ...(cpuLimit === undefined ? {} : { cpuLimit }),
      },
    ],
  });

  it('bars the CPU profile of a pod that is short of it, and no other', async () => {
    const asked = await shop.pod(`${SET}-x2x4z`, busy('500m'));
    await shop.pod(`${SET}-bcdfg`, busy('2'));
    for (const end of ['x2x4z', 'bcdfg']) {
      shop.cluster.usage.set(`shop/${SET}-${end}`, [{ name: 'main', cpu: '450000000n' }]);
    }
    const result = await shop.run(['deploy/checkout'], {}, { types: ['cpu', 'heap'] });
    expect(failuresOf(result)).toEqual([
      `pod/${SET}-x2x4z cpu: UNSAFE pod shop/${SET}-x2x4z uses 0.45 of its limit of 0.5 cores (90 %): a CPU profile would make that worse`,
    ]);
    expect(asked.asked).toEqual(['/debug/pprof/', '/debug/pprof/heap']);
    expect(result.targets.map(({ profiles }) => profiles.map(({ type }) => type))).toEqual([
      ['heap'],
      ['cpu', 'heap'],
    ]);
    expect(shop.said()).toEqual([]);
  });

  it('is by the node where there is no limit; a pod with nothing else to take is not connected to', async () => {
    await shop.pod(`${SET}-x2x4z`, busy());
    shop.cluster.usage.set(`shop/${SET}-x2x4z`, [{ name: 'main', cpu: '1900m' }]);
    shop.cluster.add({ kind: 'Node', metadata: { name: 'node-1' }, status: { allocatable: { cpu: '2' } } });
    const result = await shop.run(['deploy/checkout'], {}, { types: ['cpu'] });
    expect(failuresOf(result)[0]).toContain('uses 1.9 of what its node node-1 has, 2 cores (95 %)');
    expect(shop.cluster.requests.some(({ path }) => path.endsWith('/portforward'))).toBe(false);
    const careless = await shop.run(['deploy/checkout'], {}, { types: ['cpu'], ignoreHeadroom: true });
    expect(careless.failures).toEqual([]);
  });

  it.each([
    ['no metrics of it', () => {}],
    [
      'no right to get pods.metrics.k8s.io',
      () => {
        shop.denied = ({ resource }) => resource === 'pods.metrics.k8s.io';
      },
    ],
  ])('that is not known (%s) is said once, and all goes on', async (why, prepare) => {
    prepare();
    for (const end of ['x2x4z', 'bcdfg']) await shop.pod(`${SET}-${end}`, busy('1'));
    const result = await shop.run(['deploy/checkout'], {}, { types: ['cpu'] });
    expect(result.failures).toEqual([]);
    const [first, ...others] = shop.said();
    expect(first).toContain('whether it has CPU to spare is not known');
    expect(first).toContain(why.split(' ').at(-1));
    expect(others).toEqual([]);
  });

  it('is not asked for where no CPU profile is taken', async () => {
    await shop.pod(`${SET}-x2x4z`, busy('1'));
    await shop.run(['deploy/checkout']);
    expect(shop.cluster.requests.some(({ path }) => path.includes('metrics'))).toBe(false);
  });
});
