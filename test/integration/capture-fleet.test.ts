import { writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { startFleet } from '../support/stub-cluster/fleet.ts';

const home = temporaryFolder();
afterAll(() => home.remove());

interface Target {
  readonly target: string;
  readonly profiles: readonly { readonly type: string }[];
}

it('takes four types of 200 pods, two of them broken, with one tunnel each and no question asked twice', async () => {
  const fleet = await startFleet({ pods: 200, cpuMs: 50 });
  writeFileSync(`${home.path}/config`, fleet.cluster.kubeconfig(), { mode: 0o600 });
  const flags = ['--seconds', '1', '--max-pods', '200', '--max-percent', '100', '--parallel', '20'];
  const types = ['cpu', 'heap', 'goroutine', 'mutex'];
  const run = await runProf(
    home.path,
    ['capture', '-l', 'app=fleet', '-t', types.join(','), ...flags, '--json'],
    { env: { KUBECONFIG: `${home.path}/config` } },
  );
  const { forwards, others } = fleet.counts();
  const open = fleet.cluster.openSockets;
  await fleet.stop();
  const [silent, mortal] = fleet.broken;
  const { targets, errors } = JSON.parse(run.stdout) as {
    targets: Target[];
    errors: { target: string; message: string }[];
  };
  expect(run.exitCode).toBe(4);
  const whole = targets.filter(({ profiles }) => profiles.length === types.length);
  expect(whole).toHaveLength(198);
  expect(new Set(errors.map(({ target }) => target))).toEqual(new Set([`pod/${silent}`, `pod/${mortal}`]));
  expect(errors.find(({ target }) => target === `pod/${silent}`)!.message).toContain('no answer within 5 s');
  expect(errors.find(({ target }) => target === `pod/${mortal}`)!.message).toContain(
    'it was deleted meanwhile',
  );

  const { [mortal]: ofMortal, ...ofOthers } = forwards;
  expect(Object.keys(ofOthers)).toHaveLength(199);
  expect(new Set(Object.values(ofOthers))).toEqual(new Set([1]));
  // Its tunnel broke right after a request, as an idle one does; so it was tried once more.
  expect(ofMortal).toBeLessThanOrEqual(2);
  expect(others['GET /api/v1/namespaces/shop/pods']).toBe(1);
  expect(others['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews']).toBe(3);
  // Nothing is asked again and again: of each path once.
  const again = Object.entries(others).filter(([what, count]) => count > 1 && !what.includes('selfsubject'));
  expect(again).toEqual([]);
  expect(open).toBe(0);
}, 60_000);
