import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import type { Pod, PodUsage } from '../../../src/ports/kubernetes.ts';
import { cpuHeadroom, type HeadroomDeps, nodeCoresOnce } from '../../../src/safety/cpu-headroom.ts';

/** Containers by name, with their limits in cores. */
function podWith(limits: Record<string, number | undefined>): Pod {
  const containers = Object.entries(limits).map(([name, cpuLimitCores]) => ({
    name,
    image: 'shop:1',
    imageDigest: undefined,
    ports: [],
    isRunning: true,
    cpuLimitCores,
  }));
  return { namespace: 'shop', name: 'web', node: 'node-1', containers } as unknown as Pod;
}

function clusterWith(usage: Record<string, number> | undefined, nodeCores?: number): HeadroomDeps {
  const found =
    usage && Object.entries(usage).map(([container, cpuCores]): PodUsage => ({ container, cpuCores }));
  return { kubernetes: { podUsage: async () => found }, nodeCores: async () => nodeCores };
}

describe('the CPU headroom of a pod', () => {
  it.each([
    ['at 80 % of its limit', { app: 2 }, undefined, { app: 1.6 }, undefined, 'enough'],
    ['over it', { app: 2 }, undefined, { app: 1.61 }, undefined, 'short'],
    [
      'by the container that is meant',
      { app: 1, proxy: 1 },
      'app',
      { app: 0.1, proxy: 1 },
      undefined,
      'enough',
    ],
    ['by the other one', { app: 1, proxy: 1 }, 'proxy', { app: 0.1, proxy: 1 }, undefined, 'short'],
    ['by all together', { app: 1, proxy: 1 }, undefined, { app: 0.9, proxy: 0.5 }, undefined, 'enough'],
    ['by all together', { app: 1, proxy: 1 }, undefined, { app: 0.9, proxy: 0.8 }, undefined, 'short'],
    ['by its node without a limit', { app: undefined }, undefined, { app: 3.2 }, 4, 'enough'],
    ['by its node without a limit', { app: undefined }, undefined, { app: 3.3 }, 4, 'short'],
    [
      'by its node where one may take all',
      { app: 1, proxy: undefined },
      undefined,
      { app: 0.9, proxy: 2 },
      4,
      'enough',
    ],
    [
      'without a limit and without a node to see',
      { app: undefined },
      undefined,
      { app: 9 },
      undefined,
      'unknown',
    ],
    ['without metrics', { app: 2 }, undefined, undefined, 4, 'unknown'],
    ['with metrics of no container', { app: 2 }, undefined, {}, 4, 'unknown'],
  ] as const)('%s: %j', async (_, limits, container, usage, nodeCores, kind) => {
    const deps = clusterWith(usage, nodeCores);
    expect((await cpuHeadroom(podWith(limits), container, deps)).kind).toBe(kind);
  });

  it('says how much of what', async () => {
    const limited = await cpuHeadroom(podWith({ app: 2 }), 'app', clusterWith({ app: 1.9 }));
    expect(limited).toEqual({ kind: 'short', usedCores: 1.9, ofCores: 2, of: 'limit' });
    const free = await cpuHeadroom(podWith({ app: undefined }), 'app', clusterWith({ app: 1.9 }, 2));
    expect(free).toEqual({ kind: 'short', usedCores: 1.9, ofCores: 2, of: 'node node-1' });
  });

  it('is not known where it may not be asked', async () => {
    const podUsage = async (): Promise<never> => {
      throw new ProfError('NOT_ALLOWED', 'no right to get pods.metrics.k8s.io');
    };
    const deps = { ...clusterWith({}), kubernetes: { podUsage } };
    expect(await cpuHeadroom(podWith({ app: 2 }), undefined, deps)).toEqual({
      kind: 'unknown',
      why: 'no right to get pods.metrics.k8s.io',
    });
  });
});

describe('what a node has', () => {
  it('is asked for once, and again where that failed', async () => {
    const asked: string[] = [];
    const nodeCores = nodeCoresOnce({
      allocatableCores: async (node) => {
        asked.push(node);
        if (asked.length === 1) throw new ProfError('TIMEOUT', 'late');
        return 4;
      },
    });
    await expect(nodeCores('a')).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await Promise.all([nodeCores('a'), nodeCores('a'), nodeCores('b')])).toEqual([4, 4, 4]);
    expect(asked).toEqual(['a', 'a', 'b']);
  });
});
