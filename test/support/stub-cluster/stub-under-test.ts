import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import type { RoleRule } from '../../../src/doctor/least-role.ts';
import type { ClusterUnderTest } from '../cluster-under-test.ts';
import { shakeHands } from '../handshake.ts';
import { temporaryFolder } from '../run-prof.ts';
import { type SampleProgram, startNodeProgram } from '../sample-program.ts';
import type { ExecProgram } from './answer-exec.ts';
import { type PodOptions, podObject } from './pod-object.ts';
import { startPprofProgram } from './pprof-program.ts';
import { type Right, StubCluster } from './stub-cluster.ts';

const NAMESPACE = 'shop';
const GO_PORT = 6060;
const INSPECTOR_PORT = 9229;

/** The stub, with programs on this machine behind its pods. */
export async function startStubUnderTest(): Promise<ClusterUnderTest> {
  const tokens: Record<string, string> = { secret: 'admin' };
  const rulesOf = new Map<string, readonly RoleRule[]>();
  const isAllowed = ({ user, verb, resource }: Right) =>
    rulesOf.get(user)?.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb)) ??
    true;
  const cluster = await new StubCluster({ tokens, isAllowed }).start();
  const home = temporaryFolder();
  const programs = new Map<string, () => void>();
  let made = 0;
  const next = (kind: string) => `${kind}-${++made}`;

  const add = async (name: string, options: PodOptions = {}) => {
    const program = await startPprofProgram({ cpuMs: 'asked' });
    programs.set(name, () => program.close());
    cluster.programs.set(`${NAMESPACE}/${name}`, new Map([[GO_PORT, { localPort: program.localPort }]]));
    cluster.add(podObject(name, options));
    return name;
  };
  const inPhase = async (phase: string) => {
    const name = next(phase.toLowerCase());
    cluster.add(podObject(name, { phase }));
    return name;
  };
  return {
    namespace: NAMESPACE,
    goPort: GO_PORT,
    kubeconfig: async (rules) => {
      const user = next('person');
      if (Array.isArray(rules)) {
        tokens[`token-of-${user}`] = user;
        rulesOf.set(user, rules);
      }
      const token = rules === undefined ? 'secret' : `token-of-${user}`;
      const path = `${home.path}/${user}`;
      writeFileSync(path, cluster.kubeconfig({ token }), { mode: 0o600 });
      return path;
    },
    goPod: (labels = {}) => add(next('go'), { labels }),
    nodePod: async () => {
      const name = next('node');
      const { localPort, stop } = await startInspected();
      const commands = runsCommands();
      programs.set(name, () => {
        commands.kill();
        stop();
      });
      cluster.programs.set(
        `${NAMESPACE}/${name}`,
        new Map([[INSPECTOR_PORT, { localPort, isLoopback: true }]]),
      );
      cluster.exec.set(`${NAMESPACE}/${name}`, commands.run);
      cluster.add(podObject(name));
      return name;
    },
    pendingPod: () => inPhase('Pending'),
    finishedPod: () => inPhase('Succeeded'),
    deployment: async (name, replicas) => {
      const labels = { app: name };
      const annotations = { 'deployment.kubernetes.io/revision': '1' };
      const spec = { selector: { matchLabels: labels } };
      const metadata = { name, namespace: NAMESPACE, uid: name, annotations };
      cluster.add({ kind: 'Deployment', metadata, spec });
      const set = `${name}-7d8f9c5b6d`;
      const ownerReferences = [{ kind: 'Deployment', name, controller: true }];
      cluster.add({
        kind: 'ReplicaSet',
        metadata: { ...metadata, name: set, labels, ownerReferences },
        spec,
      });
      const owners = [{ kind: 'ReplicaSet', name: set }];
      const ends = Array.from({ length: replicas }, (_, i) => `x2x4${'bcdfghjk'[i]}`);
      return Promise.all(ends.map((end) => add(`${set}-${end}`, { labels, owners })));
    },
    deletePod: async (name) => {
      cluster.deletePod(NAMESPACE, name);
      programs.get(name)?.();
    },
    raw: async (path) => {
      const headers = { authorization: 'Bearer secret' };
      return (await fetch(cluster.url + path, { headers })).text();
    },
    handshake: (path, protocols) =>
      shakeHands(cluster.url + path, protocols, { headers: { authorization: 'Bearer secret' } }),
    stop: async () => {
      for (const end of programs.values()) end();
      await cluster.kill();
      home.remove();
    },
  };
}

async function startInspected(): Promise<{ readonly localPort: number; stop(): void }> {
  const program: SampleProgram = await startNodeProgram('service.js', ['--inspect=127.0.0.1:0']);
  await program.printed('Debugger listening on ws://127.0.0.1:');
  const localPort = Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(program.output())?.[1]);
  return { localPort, stop: () => void program.stop() };
}

/** `node` and its arguments, run on this machine; killed like all processes of a pod that is deleted. */
function runsCommands(): { readonly run: ExecProgram; kill(): void } {
  const controller = new AbortController();
  const run: ExecProgram = async ([command, ...args]) => {
    if (command !== 'node') return undefined;
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = () => child.kill('SIGKILL');
    controller.signal.addEventListener('abort', kill);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { exitCode: child.exitCode ?? 137, stdout, stderr };
  };
  return { run, kill: () => controller.abort() };
}
