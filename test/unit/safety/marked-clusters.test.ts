import { describe, expect, it } from 'vitest';
import { clusterMarks } from '../../../src/safety/marked-clusters.ts';

const SERVERS: Record<string, string> = {
  prod: 'https://prod.example:6443/',
  alias: 'https://PROD.example.:6443',
  path: 'https://prod.example:6443/clusters/b',
  dev: 'https://dev.example',
};
const ENVIRONMENTS = [
  { name: 'live', context: 'prod', production: true },
  { name: 'archive', context: 'dev', readOnly: true },
  { name: 'unmarked', context: 'path' },
  { name: 'store-only', production: true },
];

const marksOf = async (context: string | undefined, server: string) =>
  (await clusterMarks({ context, server }, ENVIRONMENTS, async (name) => [SERVERS[name] ?? []].flat())).map(
    ({ environment, why }) => `${environment}: ${why}`,
  );

describe('the marks of a cluster', () => {
  it('are those of its context, wherever that leads', async () => {
    expect(await marksOf('prod', 'https://elsewhere')).toEqual(['live: context prod']);
  });

  it('are those of its API server, under whatever name', async () => {
    expect(await marksOf('alias', SERVERS.alias!)).toEqual([
      'live: https://PROD.example.:6443 is the API server of context prod',
    ]);
    expect(await marksOf(undefined, 'https://prod.example:6443')).toHaveLength(1);
    expect(await marksOf('other', 'https://dev.example:443/')).toEqual([
      'archive: https://dev.example:443/ is the API server of context dev',
    ]);
  });

  it.each([
    ['another path', 'path', SERVERS.path!],
    ['another port', 'x', 'https://prod.example'],
    ['another scheme', 'x', 'http://prod.example:6443'],
    ['another host', 'x', 'https://prod.example.org:6443'],
  ])('are not those of %s', async (_, context, server) => {
    expect(await marksOf(context, server)).toEqual([]);
  });

  it('do not come from contexts that this kubeconfig does not have', async () => {
    const marks = await clusterMarks(
      { context: 'x', server: 'https://x' },
      [{ name: 'gone', context: 'nowhere', production: true }],
      async () => [],
    );
    expect(marks).toEqual([]);
  });
});
