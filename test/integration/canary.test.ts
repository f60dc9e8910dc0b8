import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CanaryOptions, canarySides } from '../../src/canary/canary-sides.ts';
import type { CaptureEvent } from '../../src/capture/events.ts';
import { compareSides } from '../../src/compare/compare-sides.ts';
import { gateSettings } from '../../src/compare/gate-settings.ts';
import { ProfError } from '../../src/kit/errors.ts';
import { PodHarness, type ProgramShape } from '../support/pod-harness.ts';
import { temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();
const [OLDER, OLD, NEW] = ['checkout-5b', 'checkout-6c', 'checkout-7d'];
let shop: PodHarness;

beforeEach(async () => {
  shop = await new PodHarness(home.path).start();
  shop.deployment('checkout', [OLDER!, OLD!, NEW!]);
});
afterEach(() => shop.close());

async function pods(set: string, count: number, shape: ProgramShape = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    await shop.pod(`${set}-${i}`, {
      labels: { app: 'checkout' },
      owners: [{ kind: 'ReplicaSet', name: set }],
      containers: [{ name: 'main', image: `shop:${set}`, ports: [{ name: 'pprof', containerPort: 6060 }] }],
      ...shape,
    });
  }
}

function sides(options: Partial<CanaryOptions> = {}, pod: Parameters<PodHarness['options']>[1] = {}) {
  const deps = shop.deps();
  return canarySides(
    { deployment: 'deploy/checkout', type: 'cpu', capture: shop.options([], pod), ...options },
    { capture: deps, load: { ...deps, emit: undefined } },
  );
}

describe('the sides of a canary', () => {
  it('are pods of the previous and of the newest revision, in one run', async () => {
    await pods(OLD!, 3);
    await pods(NEW!, 2, { profiles: { profile: 'cpu-later.pb.gz' } });
    const found = await sides();
    expect(found.before).toMatchObject({ revision: 2, pods: [0, 1, 2].map((i) => `pod/${OLD}-${i}`) });
    expect(found.after).toMatchObject({ revision: 3, pods: [0, 1].map((i) => `pod/${NEW}-${i}`) });
    expect(found.base.map(({ key }) => key)).toEqual(
      [0, 1, 2].map((i) => expect.stringMatching(`checkout/20240115-120000-${i}(-[a-z0-9]+)?-cpu.pprof`)),
    );
    const { diff, gate } = await compareSides({ ...found, gate: gateSettings([{ failOn: ['total>+1%'] }]) });
    expect(gate.test).toBeDefined();
    expect(diff.builds).toEqual([
      { fact: 'image', base: [`shop:${OLD}`], target: [`shop:${NEW}`] },
      { fact: 'revision', base: ['2'], target: ['3'] },
    ]);
    expect(diff.rows.length).toBeGreaterThan(0);
  });

  it('take turns, and are together the pods of one workload', async () => {
    await pods(OLD!, 4);
    await pods(NEW!, 4);
    const { result } = await sides();
    expect(result.targets.map(({ target }) => target.slice(4, 15))).toEqual([
      OLD,
      NEW,
      OLD,
      NEW,
      OLD,
      NEW,
      OLD,
      NEW,
    ]);
    let underWay = 0;
    let most = 0;
    for (const { kind } of shop.events) {
      underWay += kind === 'target-started' ? 1 : kind === 'target-finished' ? -1 : 0;
      most = Math.max(most, underWay);
    }
    // A quarter of eight.
    expect(most).toBe(2);
  });

  it('are samples of each where there are many pods, without those that are not ready', async () => {
    await pods(OLD!, 5);
    await pods(NEW!, 1);
    await shop.pod('starting', {
      labels: { app: 'checkout' },
      owners: [{ kind: 'ReplicaSet', name: NEW! }],
      isReady: false,
    });
    const found = await sides({}, { maxPods: 2, maxPercent: 100 });
    expect([found.base.length, found.target.length]).toEqual([2, 1]);
    expect(shop.said().slice(0, 2)).toEqual([
      'deploy/checkout (old revision 2): a random 2 of 5 pods (--max-pods takes more)',
      'skipped shop/starting: not ready',
    ]);
  });

  it('go without pods that fail, as long as each has one', async () => {
    await pods(OLD!, 2);
    await pods(NEW!, 1);
    shop.cluster.programs.delete(`shop/${OLD}-0`);
    const found = await sides();
    expect(found.result.failures).toHaveLength(1);
    expect(found.before.pods).toEqual([`pod/${OLD}-1`]);
    shop.nowMs += 120_000;
    shop.cluster.programs.delete(`shop/${NEW}-0`);
    await expect(sides()).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('no profile of the newest revision 3 was taken: no endpoint of pod'),
    });
  });

  it('are not compared where the capture was stopped, and what was taken is kept', async () => {
    await pods(OLD!, 2);
    await pods(NEW!, 2);
    const reason = new ProfError('INTERRUPTED', 'stopped by Ctrl-C');
    const deps = shop.deps();
    const emit = (event: CaptureEvent) => {
      if (event.kind === 'profile-kept' && event.target.includes(NEW!)) shop.stop.abort(reason);
    };
    const capture = shop.options([], { maxPercent: 50 });
    const stopped = canarySides(
      { deployment: 'deploy/checkout', type: 'heap', capture },
      { capture: { ...deps, emit }, load: { ...deps, emit: undefined } },
    );
    await expect(stopped).rejects.toBe(reason);
    expect((await shop.keys()).length).toBeGreaterThan(0);
  });

  it.each([
    ['one revision only', NEW!, 'has pods of one revision only, 3: there is nothing to compare'],
    ['the previous one alone', OLD!, 'has pods of one revision only, 2: there is nothing to compare'],
  ])('are not to be had of %s', async (_, set, message) => {
    await pods(set, 2);
    await expect(sides()).rejects.toMatchObject({ code: 'NOT_FOUND', message: `deploy/checkout ${message}` });
    expect(await shop.keys()).toEqual([]);
  });

  it('are not to be had of no pods, of no deployment, or of two types', async () => {
    await expect(sides()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(sides({ deployment: 'sts/db' })).rejects.toMatchObject({
      code: 'USAGE',
      message: '--canary compares the revisions of a deployment, and sts/db is none',
    });
    await expect(sides({ type: 'cpu,heap' })).rejects.toMatchObject({ code: 'USAGE' });
  });
});
