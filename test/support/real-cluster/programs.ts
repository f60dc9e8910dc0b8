import { CoreV1Api, type KubeConfig, type V1Container, type V1Probe } from '@kubernetes/client-node';
import { createKubernetes } from '../../../src/adapters/kubernetes/kubernetes.ts';
import type { Kubernetes, Pod } from '../../../src/ports/kubernetes.ts';

const INSPECTOR_PORT = 9229;
const ANSWER_MS = 3000;

/** It listens on 127.0.0.1, where only the pod itself can look. */
const ASK_INSPECTOR = `fetch('http://127.0.0.1:${INSPECTOR_PORT}/json/version').catch(() => process.exit(1))`;

/** How to run the two programs that are profiled. */
export interface Programs {
  readonly go: V1Container;
  readonly goPort: number;
  readonly node: V1Container;
}

/** What the environment says of it; docs/testing.md. */
export interface ProgramSettings {
  readonly goImage: string | undefined;
  readonly goPort: number;
  readonly nodeImage: string | undefined;
}

/** Runs for ever, with something to see. */
const NODE_PROGRAM =
  'function spin(n) { return n < 2 ? n : spin(n - 1) + spin(n - 2); } setInterval(() => spin(22), 20);';

/**
 * The programs by the images that were named; else as pods of the cluster run them, those of the kubeconfig's
 * namespace first.
 * @throws Error that says which is not to be had
 */
export async function findPrograms(
  config: KubeConfig,
  path: string,
  settings: ProgramSettings,
): Promise<Programs> {
  const { goImage, goPort, nodeImage } = settings;
  const kubernetes = await createKubernetes(
    { kubeconfig: path, requestTimeoutMs: 10_000 },
    { env: {}, homeFolder: '/' },
  );
  const running = goImage === undefined || nodeImage === undefined ? await runningPods(kubernetes) : [];
  const core = config.makeApiClient(CoreV1Api);
  const go =
    goImage === undefined
      ? await copyOf(core, await firstThat(running, (pod) => servesPprof(kubernetes, pod, goPort)))
      : { name: 'main', image: goImage };
  const node =
    nodeImage ?? (await copyOf(core, await firstThat(running, (pod) => isNode(kubernetes, pod))))?.image;
  if (go === undefined) {
    throw new Error(
      `no pod of this cluster serves /debug/pprof/ on port ${goPort}: run a Go program that does, or name the image of one in PROF_TEST_GO_IMAGE (PROF_TEST_GO_PORT: its port)`,
    );
  }
  if (node === undefined) {
    throw new Error(
      'no pod of this cluster runs Node.js with --inspect: run one, or name an image with node in PROF_TEST_NODE_IMAGE',
    );
  }
  return { go: { ...go, readinessProbe: isListening(goPort) }, goPort, node: nodeContainer(node) };
}

const isListening = (port: number): V1Probe => ({ tcpSocket: { port }, periodSeconds: 1 });

const nodeContainer = (image: string): V1Container => ({
  name: 'main',
  image,
  command: ['node', `--inspect=127.0.0.1:${INSPECTOR_PORT}`, '-e', NODE_PROGRAM],
  ports: [{ name: 'inspect', containerPort: INSPECTOR_PORT }],
  readinessProbe: { exec: { command: ['node', '-e', ASK_INSPECTOR] }, periodSeconds: 2, timeoutSeconds: 20 },
});

async function runningPods(kubernetes: Kubernetes): Promise<Pod[]> {
  const found: Pod[] = [];
  const own = kubernetes.identity.namespace;
  for (const namespace of [own, undefined]) {
    try {
      for await (const pod of kubernetes.listPods({ namespace })) {
        if (pod.phase === 'Running' && pod.isReady && !pod.isTerminating) found.push(pod);
      }
    } catch (error) {
      if (namespace === own) throw error;
    }
  }
  return found;
}

async function firstThat(
  pods: readonly Pod[],
  holds: (pod: Pod) => Promise<boolean>,
): Promise<Pod | undefined> {
  for (const pod of pods) if (await holds(pod)) return pod;
  return undefined;
}

const servesPprof = async (kubernetes: Kubernetes, pod: Pod, port: number) =>
  (await answerOf(kubernetes, pod, port, '/debug/pprof/')).includes('goroutine');

const isNode = async (kubernetes: Kubernetes, pod: Pod) =>
  (await answerOf(kubernetes, pod, INSPECTOR_PORT, '/json/version')).includes('node.js');

async function answerOf(kubernetes: Kubernetes, pod: Pod, port: number, path: string): Promise<string> {
  const route = await kubernetes.openRoute({ pod, port, way: 'port-forward' });
  try {
    const url = `http://127.0.0.1:${port}${path}`;
    const { body } = await route.http.get({ url, timeoutMs: ANSWER_MS, maxBodyBytes: 1 << 20 });
    return Buffer.from(body).toString('utf8');
  } catch {
    return '';
  } finally {
    await route.close();
  }
}

/** The first container, without what ties it to where it runs. */
async function copyOf(core: CoreV1Api, pod: Pod | undefined): Promise<V1Container | undefined> {
  if (pod === undefined) return undefined;
  const { spec } = await core.readNamespacedPod({ namespace: pod.namespace, name: pod.name });
  const [container] = spec?.containers ?? [];
  if (container === undefined) return undefined;
  const { name, image, command, args, ports, env = [] } = container;
  const plain = env.filter(({ value }) => value !== undefined);
  return {
    name,
    env: plain,
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
    ...(ports === undefined ? {} : { ports }),
  };
}
