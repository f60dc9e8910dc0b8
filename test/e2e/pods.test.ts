import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { type ShopCluster, startShopCluster } from '../support/stub-cluster/shop-cluster.ts';

const home = temporaryFolder();
const schemas = documentedSchemas();
let shop: ShopCluster;
beforeAll(async () => {
  shop = await startShopCluster();
  writeFileSync(`${home.path}/config`, shop.cluster.kubeconfig({ token: 'canary-token' }), { mode: 0o600 });
  writeFileSync(`${home.path}/good`, shop.cluster.kubeconfig(), { mode: 0o600 });
});
afterAll(async () => {
  await shop.stop();
  home.remove();
});

const prof = (...args: string[]) => runProf(home.path, args, { env: { KUBECONFIG: `${home.path}/good` } });

describe('pods from the command line', () => {
  it('are captured by their deployment, and found again by their service', async () => {
    const run = await prof('capture', 'deploy/checkout', '-t', 'heap', '--json');
    expect(run).toMatchObject({ exitCode: 0 });
    const document = JSON.parse(run.stdout);
    expect(disagreements(document, schemas.get('prof.capture.v1')!)).toEqual([]);
    expect(document.targets).toMatchObject([
      {
        target: 'pod/checkout-7d8f9c5b6d-x2x4z',
        service: 'checkout',
        endpoint: { port: 6060, way: 'port-forward' },
      },
      { target: 'pod/checkout-7d8f9c5b6d-bcdfg', service: 'checkout' },
    ]);
    const listed = JSON.parse((await prof('ls', '--service', 'checkout', '--json')).stdout);
    expect(listed.profiles.map(({ pod }: { pod: string }) => pod).sort()).toEqual(['bcdfg', 'x2x4z']);
    // All pods of the run, merged.
    expect((await prof('top', 'checkout/heap', '--json')).stdout).toContain('x2x4z-heap.pprof');
  });

  it('are explained: what named them, where they were asked, and by which way', async () => {
    const args = ['checkout-7d8f9c5b6d-x2x4z', '-t', 'heap', '--explain', '--ignore-safety'];
    const { stdout } = await prof('capture', ...args);
    expect(stdout).toMatch(/^ {2}\* label {4}checkout: label app$/m);
    expect(stdout).toMatch(/^ {2}\* port {5}http 6060\/debug\/pprof\/: port named pprof$/m);
    expect(stdout).toMatch(/^ {2}\* way {6}port-forward: get and create of pods\/portforward are allowed$/m);
    const dry = await prof('capture', 'deploy/checkout', '--dry-run');
    expect(dry.stdout).toMatch(
      /^pod\/checkout-7d8f9c5b6d-x2x4z {2}service checkout {2}types cpu, heap {2}port 6060/m,
    );
  });

  it.each([
    ['prof.resolve.v1', 'resolve', 'deploy/checkout'],
    ['prof.resolve.v1', 'resolve', '-l', 'app=checkout', '-A'],
    ['prof.doctor.kube.v1', 'doctor', 'kube', 'deploy/checkout'],
  ])('%s is what prof %s prints', async (name, ...args) => {
    const { exitCode, stdout } = await prof(...args, '--json');
    const document = JSON.parse(stdout);
    expect(document.schema).toBe(name);
    expect(disagreements(document, schemas.get(name)!)).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('are looked into by a program only where that is asked for', async () => {
    const plan = await prof('capture', 'deploy/checkout', '--dry-run', '--exec');
    expect(plan.stdout).toMatch(/port 6060, then a Node\.js process \(--exec\)/);
    const resolved = await prof('resolve', 'deploy/checkout', '--exec');
    expect(resolved.stdout).toContain('a Node.js process, woken by SIGUSR1 (--exec)');
    expect((await prof('resolve', 'deploy/checkout')).stdout).not.toContain('--exec');
    expect((await prof('doctor', 'kube')).stdout).not.toContain('pods/exec');
    expect((await prof('doctor', 'kube', '--exec')).stdout).toMatch(/^ok +create pods\/exec +--exec$/m);
    expect((await prof('doctor', 'kube', '--print-role')).stdout).not.toContain('pods/exec');
    expect((await prof('doctor', 'kube', '--print-role', '--exec')).stdout).toContain(
      '- apiGroups: [""]\n  resources: ["pods/exec"]\n  verbs: ["get", "create"]',
    );
    const alone = await prof('capture', 'deploy/checkout', '--exec-pid', '7');
    expect(alone).toMatchObject({ exitCode: 2 });
    expect(shop.cluster.requests.filter(({ path }) => path.endsWith('/exec'))).toEqual([]);
  });

  it('are named by what the API shows of their owners only for the eye', async () => {
    const { stdout } = await prof('resolve', 'checkout-7d8f9c5b6d-x2x4z');
    expect(stdout).toContain('service    checkout');
    expect(stdout).toContain('revision   4');
    expect(stdout).toContain('owner  Deployment/checkout');
  });

  it.each([
    [['capture', '-A'], 2, 'every pod there is'],
    [['capture', 'deploy/none'], 3, 'no deployment none in namespace shop'],
    [['capture', 'secret/x'], 2, 'takes no profiles from a secret'],
    [
      ['capture', 'checkout-7d8f9c5b6d-x2x4z', '--port', '7070', '-t', 'block'],
      6,
      'nothing listens on port 7070',
    ],
    [['capture', 'deploy/checkout', '--context', 'nowhere'], 2, 'no context nowhere'],
    [['capture', 'deploy/checkout', '--kubeconfig', '/nowhere'], 3, 'no kubeconfig at /nowhere'],
    [['capture', 'deploy/checkout', '--request-timeout', 'soon'], 2, '--request-timeout wants a duration'],
  ])('that are not there are said to be: %j', async (args, exitCode, message) => {
    const run = await prof(...args);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(message);
  });

  it('are asked for with a token that no output shows', async () => {
    const run = await runProf(home.path, [
      'capture',
      'deploy/checkout',
      '-v',
      '--kubeconfig',
      `${home.path}/config`,
    ]);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('log in again');
    expect(run.stdout + run.stderr).not.toContain('canary-token');
  });

  it('need no cluster where none is meant', async () => {
    const run = await runProf(home.path, ['capture', 'http://127.0.0.1:9', '--dry-run'], {
      env: { KUBECONFIG: '/nowhere' },
    });
    expect(run.exitCode).toBe(0);
  });
});
