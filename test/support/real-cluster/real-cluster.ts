import { writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  RbacAuthorizationV1Api,
  type V1Container,
  type V1Pod,
  type V1PodSpec,
} from '@kubernetes/client-node';
import type { RoleRule } from '../../../src/doctor/least-role.ts';
import type { ClusterUnderTest } from '../cluster-under-test.ts';
import { type Handshake, shakeHands } from '../handshake.ts';
import { temporaryFolder } from '../run-prof.ts';
import { findPrograms, type Programs } from './programs.ts';

const READY_MS = 120_000;
const LOOK_MS = 250;

/** The cluster of PROF_TEST_KUBECONFIG, with a namespace of the tests' own, which goes with `stop`. */
export async function startRealCluster(): Promise<RealCluster> {
  const path = process.env.PROF_TEST_KUBECONFIG;
  if (!path) throw new Error('PROF_TEST_KUBECONFIG names no kubeconfig');
  const config = new KubeConfig();
  config.loadFromFile(path);
  const programs = await findPrograms(config, path, {
    goImage: process.env.PROF_TEST_GO_IMAGE || undefined,
    goPort: Number(process.env.PROF_TEST_GO_PORT || 6060),
    nodeImage: process.env.PROF_TEST_NODE_IMAGE || undefined,
  });
  const namespace = `prof-test-${Date.now().toString(36)}`;
  const cluster = new RealCluster(config, namespace, programs);
  await cluster.start();
  return cluster;
}

export class RealCluster implements ClusterUnderTest {
  readonly namespace: string;
  readonly goPort: number;
  readonly #config: KubeConfig;
  readonly #programs: Programs;
  readonly #core: CoreV1Api;
  readonly #home = temporaryFolder();
  #made = 0;

  constructor(config: KubeConfig, namespace: string, programs: Programs) {
    this.namespace = namespace;
    this.goPort = programs.goPort;
    this.#config = config;
    this.#programs = programs;
    this.#core = config.makeApiClient(CoreV1Api);
  }

  async start(): Promise<void> {
    await this.#core.createNamespace({ body: { metadata: { name: this.namespace } } });
  }

  async stop(): Promise<void> {
    await this.#core.deleteNamespace({ name: this.namespace, gracePeriodSeconds: 0 });
    this.#home.remove();
  }

  async kubeconfig(rules?: readonly RoleRule[] | 'nobody'): Promise<string> {
    const name = `person-${++this.#made}`;
    const path = `${this.#home.path}/${name}`;
    const cluster = this.#config.getCurrentCluster()!;
    const user =
      rules === undefined
        ? this.#config.getCurrentUser()!
        : {
            name,
            token: rules === 'nobody' ? await this.#formerToken(name) : await this.#personOf(name, rules),
          };
    const single = new KubeConfig();
    single.loadFromOptions({
      clusters: [cluster],
      users: [user],
      contexts: [{ name, cluster: cluster.name, user: user.name, namespace: this.namespace }],
      currentContext: name,
    });
    writeFileSync(path, single.exportConfig(), { mode: 0o600 });
    return path;
  }

  /** A service account with such a role, and its token. */
  async #personOf(name: string, rules: readonly RoleRule[]): Promise<string> {
    const { namespace } = this;
    const metadata = { name };
    const rbac = this.#config.makeApiClient(RbacAuthorizationV1Api);
    await this.#core.createNamespacedServiceAccount({ namespace, body: { metadata } });
    const body = {
      metadata,
      rules: rules.map(({ apiGroups, resources, verbs }) => ({
        apiGroups: [...apiGroups],
        resources: [...resources],
        verbs: [...verbs],
      })),
    };
    await rbac.createNamespacedRole({ namespace, body });
    await rbac.createNamespacedRoleBinding({
      namespace,
      body: {
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace }],
      },
    });
    return this.#tokenOf(name);
  }

  async #tokenOf(name: string): Promise<string> {
    const { namespace } = this;
    const body = { spec: { audiences: [], expirationSeconds: 3600 } };
    const { status } = await this.#core.createNamespacedServiceAccountToken({ namespace, name, body });
    return status?.token ?? '';
  }

  async #formerToken(name: string): Promise<string> {
    const { namespace } = this;
    await this.#core.createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
    const token = await this.#tokenOf(name);
    await this.#core.deleteNamespacedServiceAccount({ namespace, name });
    return token;
  }

  goPod(labels: Readonly<Record<string, string>> = {}): Promise<string> {
    return this.#pod('go', this.#programs.go, isReady, { labels });
  }

  nodePod(): Promise<string> {
    return this.#pod('node', this.#programs.node, isReady);
  }

  /** One that runs Node.js with its inspector closed. */
  plainNodePod(): Promise<string> {
    const { readinessProbe: _, ports: __, command = [], ...container } = this.#programs.node;
    const plain = command.filter((word) => !word.startsWith('--inspect'));
    return this.#pod('plain', { ...container, command: plain }, isReady);
  }

  pendingPod(): Promise<string> {
    const nodeSelector = { 'prof.test/node': 'none' };
    return this.#pod('pending', this.#programs.go, ({ status }) => status?.phase === 'Pending', {
      nodeSelector,
    });
  }

  finishedPod(): Promise<string> {
    const container = { ...this.#programs.node, command: ['node', '-e', '0'] };
    return this.#pod('finished', container, ({ status }) => status?.phase === 'Succeeded', {
      restartPolicy: 'Never',
    });
  }

  async #pod(
    kind: string,
    container: V1Container,
    holds: (pod: V1Pod) => boolean,
    {
      labels = {},
      ...spec
    }: Partial<V1PodSpec> & { readonly labels?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const { namespace } = this;
    const name = `${kind}-${++this.#made}`;
    const terminationGracePeriodSeconds = 0;
    await this.#core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name, labels: { ...labels } },
        spec: { containers: [container], terminationGracePeriodSeconds, ...spec },
      },
    });
    return this.#until(name, async () => {
      const pod = await this.#core.readNamespacedPod({ namespace, name });
      return holds(pod)
        ? name
        : `${pod.status?.phase} ${JSON.stringify(pod.status?.containerStatuses ?? [])}`;
    });
  }

  async deployment(name: string, replicas: number): Promise<readonly string[]> {
    const { namespace } = this;
    const labels = { app: name };
    const template = {
      metadata: { labels },
      spec: { containers: [this.#programs.go], terminationGracePeriodSeconds: 0 },
    };
    const body = { metadata: { name }, spec: { replicas, selector: { matchLabels: labels }, template } };
    await this.#config.makeApiClient(AppsV1Api).createNamespacedDeployment({ namespace, body });
    let ready: string[] = [];
    await this.#until(name, async () => {
      const { items } = await this.#core.listNamespacedPod({ namespace, labelSelector: `app=${name}` });
      ready = items.filter(isReady).map(({ metadata }) => metadata!.name!);
      return ready.length === replicas ? name : `${ready.length} of ${replicas} pods are ready`;
    });
    return ready;
  }

  /** Looks until the state is the name. */
  async #until(name: string, state: () => Promise<string>): Promise<string> {
    const endMs = Date.now() + READY_MS;
    for (;;) {
      const found = await state();
      if (found === name) return name;
      if (Date.now() > endMs) throw new Error(`${this.namespace}/${name} is not as it should be: ${found}`);
      await pause(LOOK_MS);
    }
  }

  async deletePod(name: string): Promise<void> {
    await this.#core.deleteNamespacedPod({ namespace: this.namespace, name, gracePeriodSeconds: 0 });
  }

  async raw(path: string): Promise<string> {
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#config.getCurrentCluster()!.server + path, options, (incoming) => {
        text(incoming).then(resolve, reject);
      });
      outgoing.on('error', reject).end();
    });
  }

  async handshake(path: string, protocols: readonly string[]): Promise<Handshake> {
    const options: RequestOptions = {};
    await this.#config.applyToHTTPSOptions(options);
    return shakeHands(this.#config.getCurrentCluster()!.server + path, protocols, options);
  }
}

const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
