import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leastRules, type RoleWishes } from '../../src/doctor/least-role.ts';
import { decodePprof } from '../../src/profile/decode.ts';
import { type RealCluster, startRealCluster } from '../support/real-cluster/real-cluster.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';

/** What people do, on the cluster of PROF_TEST_KUBECONFIG. */
let cluster: RealCluster;
let checkout: readonly string[];
const home = temporaryFolder();

beforeAll(async () => {
  cluster = await startRealCluster();
  checkout = await cluster.deployment('checkout', 3);
});
afterAll(async () => {
  await cluster?.stop();
  home.remove();
});

async function prof(wishes: Partial<RoleWishes> | undefined, ...args: string[]) {
  const none = { ways: [], workloads: true, exec: false, metrics: false };
  const rules = wishes && leastRules({ ...none, ...wishes });
  const run = await runProf(home.path, args, { env: { KUBECONFIG: await cluster.kubeconfig(rules) } });
  return { ...run, all: `${run.stdout}${run.stderr}` };
}

/** What is in the folder, each profile decoded whole: names without the run. */
function kept(folder: string): string[] {
  const files = readdirSync(`${home.path}/${folder}`).filter((name) => name.endsWith('.pprof'));
  for (const name of files) decodePprof(readFileSync(`${home.path}/${folder}/${name}`));
  return files.map((name) => name.replace(/^.*-(\w+-\w+\.pprof)$/, '$1')).toSorted();
}

const endOf = (pod: string) => pod.slice(pod.lastIndexOf('-') + 1);
/** Pods are profiled several times here, all of them at once. */
const everything = ['--max-percent', '100', '--max-pods', '10', '--ignore-safety'];

it('takes all types of all pods of a deployment, with no right but those that doctor prints', async () => {
  const args = ['-t', 'cpu,heap,goroutine,mutex', '--seconds', '1', '-o', 'all/', ...everything];
  const run = await prof({ ways: ['port-forward'] }, 'capture', 'deploy/checkout', ...args);
  expect(run.all).toContain('heap');
  expect(run.exitCode).toBe(0);
  const types = ['cpu', 'goroutine', 'heap', 'mutex'];
  expect(kept('all')).toEqual(
    checkout.flatMap((pod) => types.map((type) => `${endOf(pod)}-${type}.pprof`)).toSorted(),
  );
});

it('goes by the proxy where a role has no more, and says so', async () => {
  const args = ['-t', 'heap', '-o', 'proxied/', '--explain', ...everything];
  const run = await prof({ ways: ['proxy'] }, 'capture', '-l', 'app=checkout', ...args);
  expect(run.stdout).toMatch(/\* way +proxy: no right to get and create pods\/portforward/);
  expect(run.exitCode).toBe(0);
  expect(kept('proxied')).toHaveLength(3);
});

it('says which rights are missing where there is no way at all', async () => {
  const run = await prof({ ways: [] }, 'capture', 'deploy/checkout', '-t', 'heap', ...everything);
  expect(run.exitCode).not.toBe(0);
  expect(run.stderr).toContain('no right to get and create pods/portforward, nor to get pods/proxy');
});

it('profiles a Node.js program through its inspector', async () => {
  const pod = await cluster.nodePod();
  const run = await prof(
    { ways: ['port-forward'] },
    'capture',
    pod,
    '-t',
    'cpu',
    '--seconds',
    '1',
    '-o',
    'node/',
  );
  expect(run).toMatchObject({ exitCode: 0 });
  const [name] = readdirSync(`${home.path}/node`).filter((file) => file.endsWith('.cpuprofile'));
  const profile = JSON.parse(readFileSync(`${home.path}/node/${name}`, 'utf8'));
  expect(JSON.stringify(profile.nodes)).toContain('spin');
});

it('wakes a Node.js program that has its inspector closed, and closes it again', async () => {
  const pod = await cluster.plainNodePod();
  const args = ['capture', pod, '-t', 'cpu', '--seconds', '1', '-o', 'woken/', '--exec', '--timeout', '25'];
  const run = await prof({ ways: ['port-forward'], exec: true }, ...args);
  expect(run.all).toContain('cpu');
  expect(run.exitCode).toBe(0);
  expect(readdirSync(`${home.path}/woken`).filter((file) => file.endsWith('.cpuprofile'))).toHaveLength(1);
  const after = await prof(
    { ways: ['port-forward'] },
    'capture',
    pod,
    '-t',
    'heap',
    '--port',
    '9229',
    ...everything,
  );
  expect(after.stderr).toContain('nothing listens on port 9229');
});

it('goes on where a pod is deleted meanwhile, and keeps nothing of that one', async () => {
  const pods = await cluster.deployment('mortal', 3);
  const victim = pods[1]!;
  const args = ['-t', 'cpu', '--seconds', '5', '-o', 'mortal/', ...everything];
  const run = prof({ ways: ['port-forward'] }, 'capture', 'deploy/mortal', ...args);
  const program = `/api/v1/namespaces/${cluster.namespace}/pods/${victim}:${cluster.goPort}/proxy`;
  // A goroutine that the profiler has while it runs.
  for (let said = ''; !said.includes('pprof.profileWriter'); ) {
    said = await cluster.raw(`${program}/debug/pprof/goroutine?debug=1`);
  }
  await cluster.deletePod(victim);
  const { exitCode, stderr } = await run;
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(new RegExp(`${victim}.*(is gone: it was deleted meanwhile|is being deleted)`));
  const others = pods.filter((pod) => pod !== victim);
  expect(kept('mortal')).toEqual(others.map((pod) => `${endOf(pod)}-cpu.pprof`).toSorted());
});

it('is told by doctor what is there', async () => {
  const run = await prof(undefined, 'doctor', 'kube', 'deploy/checkout', '-n', cluster.namespace);
  expect(run.stdout).toMatch(/^ok +get pods\/portforward/m);
  expect(run.stdout.match(/by port-forward/g)).toHaveLength(3);
});
