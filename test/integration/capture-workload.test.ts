import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CaptureResult } from '../../src/capture/capture-result.ts';
import type { CaptureEvent } from '../../src/capture/events.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { PodHarness, type ProgramShape } from '../support/pod-harness.ts';
import { temporaryFolder } from '../support/run-prof.ts';

/** From the folder of the usual ones. */
const EMPTY = '../../../empty-profiles/go-1.26/';

const home = temporaryFolder();
let shop: PodHarness;

beforeEach(async () => {
  shop = await new PodHarness(home.path).start();
});
afterEach(() => shop.close());

const targetsOf = ({ targets }: CaptureResult) => targets.map(({ target }) => target);

async function pods(app: string, count: number, shape: ProgramShape = {}): Promise<void> {
  for (let i = 0; i < count; i++) await shop.pod(`${app}-${i}`, { labels: { app }, ...shape });
}

/** The most targets that were under way at once. */
function mostAtOnce(events: readonly CaptureEvent[]): number {
  let underWay = 0;
  let most = 0;
  for (const { kind } of events) {
    if (kind === 'target-started') underWay += 1;
    if (kind === 'target-finished') underWay -= 1;
    most = Math.max(most, underWay);
  }
  return most;
}

describe('a workload means all its ready pods', () => {
  it('at most ten of them, another random ten each time, which is said', async () => {
    shop.deployment('web');
    await pods('web', 30);
    const chosen = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const result = await shop.run(['deploy/web'], {}, { ignoreHeadroom: true, dryRun: true });
      expect(targetsOf(result)).toHaveLength(10);
      for (const target of targetsOf(result)) chosen.add(target);
      expect(shop.said()).toContain('deploy/web: a random 10 of 30 pods (--max-pods takes more)');
    }
    // That three samples are the same ten has a chance of one in 10^14.
    expect(chosen.size).toBeGreaterThan(10);
  });

  it.each([
    [1, 1],
    [3, 1],
    [7, 1],
    [8, 2],
  ])('of %i at most %i at once: a quarter, but one', async (count, most) => {
    shop.deployment('web');
    await pods('web', count);
    await shop.run(['deploy/web']);
    expect(mostAtOnce(shop.events)).toBe(most);
  });

  it('counts the share of the pods that are ready, not of those in the sample', async () => {
    shop.deployment('web');
    await pods('web', 12);
    await shop.run(['deploy/web'], { maxPods: 4 });
    expect(mostAtOnce(shop.events)).toBe(3);
  });

  it('has at most --parallel targets at once, of all workloads together', async () => {
    shop.deployment('a');
    shop.deployment('b');
    await pods('a', 4);
    await pods('b', 4);
    await shop.run(['deploy/a', 'deploy/b'], { maxPercent: 100 }, { parallel: 3 });
    expect(mostAtOnce(shop.events)).toBe(3);
  });

  it('is needed by name or selector, or --all says that all are meant', async () => {
    await pods('a', 1);
    await pods('b', 1);
    const error = { code: 'USAGE', message: 'that would be every pod there is' };
    await expect(shop.run([], { allNamespaces: true })).rejects.toMatchObject(error);
    await expect(shop.run([], { namespace: 'shop' })).rejects.toMatchObject(error);
    expect(targetsOf(await shop.run([], { namespace: 'shop', all: true }))).toEqual(['pod/a-0', 'pod/b-0']);
    const everywhere = { allNamespaces: true, all: true, maxPods: 1 };
    expect(targetsOf(await shop.run([], everywhere, { ignoreHeadroom: true }))).toHaveLength(1);
  });

  it('but one pod by its name is tried in any state, with a word', async () => {
    await pods('web', 1, { isReady: false });
    const result = await shop.run(['web-0']);
    expect(result.failures).toEqual([]);
    expect(shop.said()).toEqual(['web-0 is tried although it is not ready']);
  });
});

describe('the container of a pod', () => {
  const two = (annotations: Record<string, string> = {}): ProgramShape => ({
    annotations,
    containers: [
      { name: 'app', image: 'app:1', ports: [{ name: 'pprof', containerPort: 6060 }] },
      { name: 'proxy', image: 'proxy:1', ports: [{ name: 'debug', containerPort: 6061 }] },
    ],
  });

  async function web(shape: ProgramShape): Promise<void> {
    await shop.pod('web', { ...shape, port: 6060 });
    const program = await shop.pod('other');
    shop.listen('shop/web', 6061, program.localPort);
  }

  const factsOf = async () => {
    const [key] = await shop.keys();
    const { comments } = decodePprof((await shop.store.get(key!))!.bytes);
    return comments.filter((comment) => /container|image=/.test(comment)).sort();
  };

  it('has to be named where several have an endpoint', async () => {
    await web(two());
    const { failures, targets } = await shop.run(['web']);
    expect(failures[0]!.error.message).toBe(
      'pod shop/web has several containers with an endpoint: app (6060), proxy (6061)',
    );
    expect(targets).toEqual([]);
    expect((await shop.run(['web'], {}, { dryRun: true })).failures).toHaveLength(1);
    const named = await shop.run(['web'], { endpoint: { container: 'proxy' } });
    expect(named.targets[0]!.reached).toMatchObject({ endpoint: { port: 6061 }, container: 'proxy' });
    expect(await factsOf()).toEqual(['# prof/container=proxy', '# prof/image=proxy:1']);
  });

  it("is kubectl's default one, and stands in the profile", async () => {
    await web(two({ 'kubectl.kubernetes.io/default-container': 'app' }));
    const { failures } = await shop.run(['web']);
    expect(failures).toEqual([]);
    expect(await factsOf()).toEqual(['# prof/container=app', '# prof/image=app:1']);
  });

  const plain: ProgramShape = {
    containers: [
      { name: 'app', image: 'app:1', ports: [{ name: 'http', containerPort: 8080 }] },
      { name: 'proxy', image: 'proxy:1', ports: [{ name: 'stats', containerPort: 9000 }] },
    ],
  };

  it('is the only one that answers', async () => {
    await shop.pod('web', { ...plain, port: 9000 });
    const { targets } = await shop.run(['web']);
    expect(targets[0]!.reached).toMatchObject({ endpoint: { port: 9000 }, container: 'proxy' });
    expect(await factsOf()).toEqual(['# prof/container=proxy', '# prof/image=proxy:1']);
  });

  it('is not the first of several that answer', async () => {
    await shop.pod('web', { ...plain, port: 8080 });
    const program = await shop.pod('other');
    shop.listen('shop/web', 9000, program.localPort);
    const { failures } = await shop.run(['web']);
    expect(failures[0]!.error.message).toContain(
      'several containers with an endpoint: app (8080), proxy (9000)',
    );
    expect(await shop.keys()).toEqual([]);
    expect((await shop.run(['web'], { endpoint: { container: 'app' } })).failures).toEqual([]);
  });
});

describe('what counts since a program began', () => {
  it('is asked for by seconds as a difference, and stored as one', async () => {
    const program = await shop.pod('web');
    const { failures } = await shop.run(['web'], {}, { types: ['heap:delta', 'mutex:delta'], seconds: 2 });
    expect(failures).toEqual([]);
    expect(await shop.keys()).toEqual([
      '2024-01-15/web/20240115-120000-heap_delta.pprof',
      '2024-01-15/web/20240115-120000-mutex_delta.pprof',
    ]);
    expect(program.asked.slice(1)).toEqual(['/debug/pprof/heap', '/debug/pprof/mutex']);
    expect(program.queries.slice(1)).toEqual(['?seconds=2', '?seconds=2']);
  });

  it.each([
    ['mutex', 'SetMutexProfileFraction'],
    ['block', 'SetBlockProfileRate'],
  ])('of %s is empty where the program never asked for it, which is said', async (type, call) => {
    const profiles = { [type]: `${EMPTY}${type}.pb.gz` };
    await shop.pod('web', { profiles });
    await shop.run(['web'], {}, { types: ['mutex', 'block'] });
    const warning = `no samples: a Go program records ${type} events only after runtime.${call}`;
    expect(shop.said()).toEqual([`${type}: ${warning}`]);
    const delta = await shop.pod('later', { profiles: { [type]: `${EMPTY}${type}-delta.pb.gz` } });
    const result = await shop.run(['later'], {}, { types: [`${type}:delta`] });
    expect(result.targets[0]!.profiles[0]!.warnings).toEqual([warning]);
    expect(delta.queries.at(-1)).toBe('?seconds=1');
  });
});
