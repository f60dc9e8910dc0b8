import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreements, documentedSchemas } from '../support/json-doc.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { type ShopCluster, startShopCluster } from '../support/stub-cluster/shop-cluster.ts';

const home = temporaryFolder();
let shop: ShopCluster;
beforeAll(async () => {
  shop = await startShopCluster();
  await shop.addPreviousRevision();
  writeFileSync(`${home.path}/kubeconfig`, shop.cluster.kubeconfig(), { mode: 0o600 });
});
afterAll(async () => {
  await shop.stop();
  home.remove();
});

const diff = (...args: string[]) =>
  runProf(home.path, ['diff', ...args], { env: { KUBECONFIG: `${home.path}/kubeconfig` } });
const canary = (...args: string[]) =>
  diff('deploy/checkout', '--canary', '--seconds', '1', '--ignore-safety', ...args);

describe('prof diff --canary', () => {
  it('captures, stores and compares both revisions', async () => {
    const { exitCode, stdout, stderr } = await canary();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('base is revision 3 (1 pod), target is revision 4 (2 pods)');
    expect(stdout).toContain('base    2');
    expect(stdout).toContain('image changed: shop:0 → shop:1\nrevision changed: 3 → 4\n');
    const listed = JSON.parse((await runProf(home.path, ['ls', '--service', 'checkout', '--json'])).stdout);
    expect(listed.profiles.map(({ pod }: { pod: string }) => pod).sort()).toEqual([
      'bcdfg',
      'k5m7n',
      'x2x4z',
    ]);
  });

  it('is one document with --json, and takes the flags of a gate', async () => {
    const { exitCode, stdout } = await canary('-t', 'heap', '--json', '--fail-on', 'total>+1%');
    expect(exitCode).toBe(0);
    const document = JSON.parse(stdout);
    expect(disagreements(document, documentedSchemas().get('prof.diff.v1')!)).toEqual([]);
    expect(document.canary).toMatchObject({
      base: { revision: 3, pods: ['pod/checkout-6c9b8d7f5c-k5m7n'] },
      target: { revision: 4, pods: ['pod/checkout-7d8f9c5b6d-x2x4z', 'pod/checkout-7d8f9c5b6d-bcdfg'] },
    });
    expect(document.gate.rules).toHaveLength(1);
    // One pod a side is too little for a test.
    expect((await canary('--require-test')).exitCode).toBe(2);
    expect((await canary('-t', 'heap', '--fail-on', 'any>+99%', '--markdown')).stdout).toContain(
      '### prof diff',
    );
  });

  it('is 4 where a pod could not be captured, and the rest was compared', async () => {
    const pod = 'shop/checkout-7d8f9c5b6d-bcdfg';
    const ports = shop.cluster.programs.get(pod)!;
    shop.cluster.programs.delete(pod);
    const { exitCode, stdout, stderr } = await canary('--json');
    shop.cluster.programs.set(pod, ports);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('nothing listens on port 6060');
    const document = JSON.parse(stdout);
    expect(disagreements(document, documentedSchemas().get('prof.diff.v1')!)).toEqual([]);
    expect(document.canary.errors).toHaveLength(1);
  });

  it.each([
    [['deploy/checkout', '--canary', '--namespace', 'default'], 3, 'has pods of one revision only, 4'],
    [['deploy/none', '--canary'], 3, 'no deployment none'],
    [['checkout/cpu', '--canary'], 2, 'takes no profiles from a checkout'],
    [['sts/checkout', '--canary'], 2, 'sts/checkout is none'],
    [['a.pb.gz', '--canary'], 2, 'a.pb.gz is none'],
    [['deploy/checkout', 'b', '--canary'], 2, 'both sides are told by the deployment'],
    [['deploy/checkout', '--base', 'latest', '--canary'], 2, 'both sides are told by the deployment'],
    [['deploy/checkout'], 3, 'the revisions that run in the cluster: prof diff deploy/checkout --canary'],
    [['a', 'b', '--via', 'proxy'], 2, '--via goes with --canary'],
    [['a', 'b', '--seconds=3'], 2, '--seconds goes with --canary'],
    [['deploy/checkout', '--canary', '-t', 'cpu,heap'], 2, 'one type is compared'],
  ])('%j ends with %i', async (args, exitCode, message) => {
    const run = await diff(...args);
    expect(run.stderr).toContain(message);
    expect(run.exitCode).toBe(exitCode);
  });

  it('is no matter for comparisons of files, whatever the environment holds', async () => {
    const { stderr } = await runProf(home.path, ['diff', './a.pb.gz', './b.pb.gz'], {
      env: { PROF_TOKEN: 'canary-token' },
    });
    expect(stderr).toContain('a.pb.gz');
    expect(stderr).not.toContain('--canary');
  });
});
