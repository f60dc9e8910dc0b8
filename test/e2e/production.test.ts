import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { type ShopCluster, startShopCluster } from '../support/stub-cluster/shop-cluster.ts';
import { TerminalSession } from '../support/terminal.ts';

const home = temporaryFolder();
let shop: ShopCluster;
let env: Record<string, string>;

/** Contexts `prod` and `alias` lead to the same API server, `dev` to none. */
function kubeconfig(url: string): string {
  const context = (name: string, cluster: string) => ({
    name,
    context: { cluster, user: 'me', namespace: 'shop' },
  });
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'dev',
    clusters: [
      { name: 'prod', cluster: { server: url } },
      { name: 'alias', cluster: { server: `${url}/` } },
      { name: 'dev', cluster: { server: 'http://127.0.0.1:9' } },
    ],
    users: [{ name: 'me', user: { token: 'secret' } }],
    contexts: [context('prod', 'prod'), context('alias', 'alias'), context('dev', 'dev')],
  });
}

function configure(text: string): void {
  mkdirSync(`${home.path}/.config/prof`, { recursive: true });
  writeFileSync(`${home.path}/.config/prof/config.yaml`, text);
}

beforeAll(async () => {
  shop = await startShopCluster();
  writeFileSync(`${home.path}/kubeconfig`, kubeconfig(shop.cluster.url), { mode: 0o600 });
  env = { KUBECONFIG: `${home.path}/kubeconfig` };
});
beforeEach(() => {
  shop.cluster.requests.length = 0;
  configure('environments:\n  live:\n    context: prod\n    production: true\n');
});
afterAll(async () => {
  await shop.stop();
  home.remove();
});

const capture = (...args: string[]) =>
  runProf(home.path, ['capture', 'deploy/checkout', '-t', 'heap', ...args], { env });

describe('a capture in production', () => {
  it.each([
    ['its context', ['--context', 'prod']],
    ['another context of the same API server', ['--context', 'alias']],
    ['the cluster alone', ['--cluster', 'alias']],
    ['the environment', ['--env', 'live']],
    ['a file for it', ['--context', 'prod', '-o', 'here/']],
  ])('chosen by %s asks nothing of it without a yes', async (_, args) => {
    const { exitCode, stderr, stdout } = await capture(...args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /environment live is production \(.*\); nothing was changed: there is no terminal/,
    );
    expect(stderr).toContain('--yes does it without asking');
    expect(shop.cluster.requests).toEqual([]);
  });

  it('is noticed in another kubeconfig, under another name', async () => {
    const other = kubeconfig(shop.cluster.url).replaceAll('"prod"', '"renamed"');
    writeFileSync(`${home.path}/other`, other, { mode: 0o600 });
    const refused = await capture('--kubeconfig', 'other', '--context', 'renamed');
    expect(refused).toMatchObject({ exitCode: 2 });
    // Also where the variable leads away from the usual file.
    mkdirSync(`${home.path}/.kube`, { recursive: true });
    writeFileSync(`${home.path}/.kube/config`, kubeconfig(shop.cluster.url), { mode: 0o600 });
    const args = ['capture', 'deploy/checkout', '-t', 'heap', '--context', 'renamed'];
    const elsewhere = await runProf(home.path, args, { env: { KUBECONFIG: `${home.path}/other` } });
    expect(elsewhere).toMatchObject({ exitCode: 2 });
    expect(shop.cluster.requests).toEqual([]);
  });

  it('goes on with --yes, and is looked at with --dry-run', async () => {
    const dry = await capture('--context', 'alias', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await capture('--env', 'live', '--yes', '--ignore-safety');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('-heap.pprof');
  });

  it('asks on a terminal, and does nothing for a no', async () => {
    const session = new TerminalSession({
      file: process.execPath,
      args: [RUN_JS, 'capture', 'deploy/checkout', '-t', 'heap', '--context', 'alias'],
      env: { ...cleanEnvironment(home.path), ...env },
      cwd: home.path,
      columns: 80,
    });
    await session.see('Profile deploy/checkout? [y/N]');
    session.type('n\r');
    expect(await session.ended).toBe(2);
    expect(session.text).toContain('nothing was changed');
    expect(shop.cluster.requests).toEqual([]);
  });

  it('is one that is stored in a store of production, wherever the program is', async () => {
    configure(`environments:\n  live:\n    store: ${home.path}/live\n    production: true\n`);
    const url = `http://127.0.0.1:${shop.cluster.programs.get('shop/checkout-7d8f9c5b6d-x2x4z')!.get(6060)!.localPort}`;
    const run = (...args: string[]) => runProf(home.path, ['capture', url, '-t', 'heap', ...args], { env });
    const refused = await run('--store', `${home.path}/live`, '--json');
    expect(refused.exitCode).toBe(2);
    const document = JSON.parse(refused.stdout);
    expect(disagreements(document, documentedSchemas().get('prof.error.v1')!)).toEqual([]);
    expect(document.message).toContain(`file:${home.path}/live counts as production`);
    expect((await run('--env', 'live', '--yes')).exitCode).toBe(0);
    // Past the store, and in other stores, nothing is asked.
    expect((await run('--env', 'live', '-o', `${home.path}/out/`)).exitCode).toBe(0);
    expect((await run()).exitCode).toBe(0);
  });
});

describe('a read-only environment', () => {
  it.each([
    [
      'by its store',
      (folder: string) => `    store: ${folder}/archive\n`,
      ['--store', 'archive', '--context', 'prod'],
    ],
    ['by its cluster', () => '    context: prod\n', ['--context', 'alias']],
    ['by its name', () => '    namespace: shop\n', ['--env', 'archive', '--context', 'prod']],
  ])('takes no captures, known %s', async (_, section, args) => {
    configure(`environments:\n  archive:\n    readOnly: true\n${section(home.path)}`);
    const { exitCode, stderr } = await capture(...args, '--yes');
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/read-only.*: nothing was captured/);
    expect(stderr).toContain('-o FILE takes profiles past the store');
    expect(shop.cluster.requests).toEqual([]);
  });

  it('may be profiled into files', async () => {
    configure('environments:\n  archive:\n    readOnly: true\n    context: prod\n');
    const { exitCode } = await capture('--context', 'prod', '--ignore-safety', '-o', 'files/');
    expect(exitCode).toBe(0);
  });
});

describe('an environment', () => {
  it('tells the context and the namespace, which flags override', async () => {
    configure('environments:\n  live:\n    context: prod\n    namespace: nowhere\n');
    const { stderr, exitCode } = await capture('--env', 'live');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no deployment checkout in namespace nowhere');
    const resolved = await runProf(home.path, ['resolve', 'deploy/checkout', '--env', 'live', '-n', 'shop'], {
      env,
    });
    expect(resolved).toMatchObject({ exitCode: 0 });
    expect((await capture('--env', 'live', '--context', 'dev')).exitCode).toBe(6);
  });
});

describe('a second capture within a minute', () => {
  it('is refused, also where the first went into a file', async () => {
    configure('');
    const args = ['--context', 'prod', '-n', 'default'];
    expect((await capture(...args, '-o', 'first/')).exitCode).toBe(0);
    const again = await capture(...args);
    expect(again.exitCode).toBe(5);
    expect(again.stderr).toContain('heap of default/checkout was taken at');
    expect(again.stderr).toContain('--ignore-safety');
    expect((await capture(...args, '--ignore-safety')).exitCode).toBe(0);
  });
});
