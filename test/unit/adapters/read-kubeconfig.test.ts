import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../../src/adapters/kubernetes/connect-cluster.ts';
import { parseKubeconfig, readKubeconfig } from '../../../src/adapters/kubernetes/read-kubeconfig.ts';
import type { ProfError } from '../../../src/kit/errors.ts';
import type { ClusterSettings } from '../../../src/ports/kubernetes.ts';
import { temporaryFolder } from '../../support/run-prof.ts';

const home = temporaryFolder();
afterAll(() => home.remove());
mkdirSync(`${home.path}/sub`);

function file(name: string, text: string): string {
  const path = `${home.path}/${name}`;
  writeFileSync(path, text);
  return path;
}

const FIRST = file(
  'first.yaml',
  `current-context: ''
clusters:
- {name: a, cluster: {server: 'https://first', certificate-authority: ca.pem}}
contexts:
- {name: x, context: {cluster: a, user: u, namespace: shop}}
users:
- {name: u, user: {token: first-token, client-key: key.pem, exec: {command: ./plugin}}}
`,
);
const SECOND = file(
  'sub/second.yaml',
  `current-context: y
clusters:
- {name: a, cluster: {server: 'https://second'}}
- {name: b, cluster: {server: 'https://b', insecure-skip-tls-verify: true}}
contexts:
- {name: y, context: {cluster: b, user: v}}
- {name: z, context: {cluster: b, user: ''}}
users:
- {name: u, user: {token: second-token}}
- {name: v, user: {as: root, as-groups: [g1, g2], as-uid: '7', as-user-extra: {a/b: [c]}}}
`,
);

const place = (variable: string) => ({ flag: undefined, variable, homeFolder: home.path });

describe('kubeconfig files', () => {
  it('merge as kubectl merges them: the first of each name wins, a missing file is passed over', async () => {
    const merged = (await readKubeconfig(place(`${FIRST}:/nowhere/config:${SECOND}`)))!;
    expect(merged['current-context']).toBe('y');
    expect(merged.clusters.map(({ name, cluster }) => [name, cluster.server])).toEqual([
      ['a', 'https://first'],
      ['b', 'https://b'],
    ]);
    expect(merged.users[0]!.user.token).toBe('first-token');
    expect(merged.contexts.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
  });

  it('name files relative to themselves', async () => {
    const { clusters, users } = (await readKubeconfig(place(FIRST)))!;
    expect(clusters[0]!.cluster['certificate-authority']).toBe(`${home.path}/ca.pem`);
    expect(users[0]!.user['client-key']).toBe(`${home.path}/key.pem`);
    expect(users[0]!.user.exec).toEqual({ command: `${home.path}/plugin` });
  });

  it('that are not there are none; that of the flag must be', async () => {
    expect(await readKubeconfig(place(''))).toBeUndefined();
    await expect(readKubeconfig({ ...place(''), flag: '/nowhere/config' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it.each([
    ['a: [', 'no YAML at line 1'],
    ['- a', 'holds no kubeconfig'],
    ['clusters: 3', 'clusters is no list'],
    ['users: [{user: {token: canary}}]', 'users[0] has no name'],
    ['contexts: [{name: x, context: 4}]', 'contexts[0].context is no mapping'],
    ['token: canary: canary', 'no YAML'],
  ])('that are broken are said to be, without what is in them: %s', (text, message) => {
    try {
      parseKubeconfig(text, '/etc/config');
      expect.fail('it was taken');
    } catch (error) {
      expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) });
      expect(`${(error as ProfError).message} ${(error as ProfError).hints}`).not.toContain('canary');
    }
  });

  it('survive what nests and repeats itself', () => {
    const bomb = `a: &a [x,x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${i ? `*b${i - 1},*b${i - 1}` : '*a,*a'}]`).join('\n')}`;
    expect(() => parseKubeconfig(bomb, '/etc/config')).not.toThrow(RangeError);
  });

  it('that are folders are said to be', async () => {
    await expect(readKubeconfig(place(`${home.path}/sub`))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('it is a folder'),
    });
  });
});

const connect = (settings: Partial<ClusterSettings>, variable: string, env = {}) =>
  connectCluster(
    { requestTimeoutMs: 1000, ...settings },
    { env: { KUBECONFIG: variable, ...env }, homeFolder: home.path },
  );

describe('the cluster', () => {
  it('is that of the current context, or of the flags', async () => {
    const both = `${FIRST}:${SECOND}`;
    expect((await connect({}, both)).identity).toEqual({
      context: 'y',
      server: 'https://b',
      namespace: 'default',
      isInsecure: true,
    });
    expect((await connect({ context: 'x', namespace: 'n' }, both)).identity).toMatchObject({
      server: 'https://first',
      namespace: 'n',
      isInsecure: false,
    });
    expect((await connect({ cluster: 'a' }, both)).identity).toMatchObject({ server: 'https://first' });
  });

  it('is asked as whom the file or the flags say', async () => {
    const { headers } = await (await connect({}, SECOND)).requestOptions();
    expect(headers).toMatchObject({
      'Impersonate-User': 'root',
      'Impersonate-Group': ['g1', 'g2'],
      'Impersonate-Uid': '7',
      'Impersonate-Extra-a%2Fb': ['c'],
    });
    const flags = await (await connect({ as: 'me', asGroups: ['h'] }, SECOND)).requestOptions();
    expect(flags.headers).toMatchObject({ 'Impersonate-User': 'me', 'Impersonate-Group': ['h'] });
    expect(flags.headers).not.toHaveProperty('Impersonate-Uid');
    await expect(connect({ context: 'z', asGroups: ['h'] }, SECOND)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('goes through the proxy of the environment, but for what NO_PROXY lists', async () => {
    const agentOf = async (env: object) =>
      (await (await connect({ context: 'z' }, SECOND, env)).requestOptions()).agent?.constructor.name;
    expect(await agentOf({})).toBe('Agent');
    expect(await agentOf({ HTTPS_PROXY: 'http://proxy:3128' })).toBe('HttpsProxyAgent');
    expect(await agentOf({ https_proxy: 'proxy:3128' })).toBe('HttpsProxyAgent');
    expect(await agentOf({ HTTP_PROXY: 'http://proxy:3128' })).toBe('Agent');
    expect(await agentOf({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'x, b' })).toBe('Agent');
  });

  it.each([
    [{ context: 'xx' }, FIRST, 'CONFIG_INVALID', 'no context xx'],
    [{ context: 'x', user: 'nobody' }, FIRST, 'CONFIG_INVALID', 'no user nobody'],
    [{}, FIRST, 'CONFIG_INVALID', 'no current context'],
    [{}, '', 'CONFIG_INVALID', 'no kubeconfig'],
  ])('that is not there is said to be: %j', async (settings, variable, code, message) => {
    await expect(connect(settings, variable)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it('whose credential plugin fails says what it said, and what to do', async () => {
    const plugin = file('fails', '#!/bin/sh\necho "log in first" >&2\nexit 1\n');
    chmodSync(plugin, 0o755);
    const config = (command: string) =>
      file(
        'exec.yaml',
        `current-context: c\nclusters: [{name: c, cluster: {server: 'https://c'}}]\ncontexts: [{name: c, context: {cluster: c, user: c}}]\nusers: [{name: c, user: {exec: {command: ${command}, installHint: get it from there}}}]\n`,
      );
    const failing = await connect({}, config(plugin));
    await expect(failing.requestOptions()).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('log in first'),
      hints: ['get it from there'],
    });
    const missing = await connect({}, config('prof-no-such-plugin'));
    await expect(missing.requestOptions()).rejects.toMatchObject({
      message: expect.stringContaining('is not installed'),
    });
  });
});
