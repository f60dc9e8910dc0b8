/**
 * What prof asks of a Kubernetes cluster. Contract: test/contracts/kubernetes.ts.
 *
 * Everything fails with ProfError: NOT_ALLOWED (no credentials, no right; details say verb and resource),
 * NOT_FOUND, UNREACHABLE (no answer, a pod that went away), TIMEOUT, BAD_DATA, USAGE (a name that is no Kubernetes
 * name), or with the signal's reason when aborted.
 */
import type { HttpClient } from './http-client.ts';
import type { Inspector } from './inspector.ts';
import type { NodeProcesses, WakeAnswer, WakeRequest } from './node-processes.ts';

/** kubectl's connection flags, under their names. */
export interface ClusterSettings {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  readonly as?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  readonly asUid?: string | undefined;
  /** For one request to the API server. */
  readonly requestTimeoutMs: number;
}

/** Where requests go, and as whom. */
export interface ClusterIdentity {
  /** Of the kubeconfig; undefined inside a cluster. */
  readonly context: string | undefined;
  readonly server: string;
  /** Where names without a namespace are looked for. */
  readonly namespace: string;
  /** The server's certificate is not checked: the kubeconfig says so. */
  readonly isInsecure: boolean;
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly port: number;
  readonly protocol: string;
}

export interface PodContainer {
  readonly name: string;
  readonly image: string;
  /** `sha256:…` of the image that runs; undefined: not known yet. */
  readonly imageDigest: string | undefined;
  readonly ports: readonly ContainerPort[];
  readonly isRunning: boolean;
  /** Undefined: no limit. */
  readonly cpuLimitCores: number | undefined;
}

export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly isController: boolean;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly node: string | undefined;
  readonly ip: string | undefined;
  /** Pending, Running, Succeeded, Failed, Unknown. */
  readonly phase: string;
  /** Why it is in that phase: `Evicted`. */
  readonly reason: string | undefined;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  readonly isWindows: boolean;
  readonly owners: readonly OwnerReference[];
  /** Those that run beside each other; not the ones that run before. */
  readonly containers: readonly PodContainer[];
}

export type WorkloadKind =
  | 'deployment'
  | 'statefulset'
  | 'daemonset'
  | 'replicaset'
  | 'job'
  | 'cronjob'
  | 'service';

export interface Workload {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** As the API takes it; empty: it selects no pods (a service without selector, a cron job). */
  readonly selector: string;
  /** `deployment.kubernetes.io/revision` of deployments and their replica sets. */
  readonly revision: number | undefined;
  readonly owners: readonly OwnerReference[];
}

export interface PodQuery {
  /** Undefined: all of them. */
  readonly namespace: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** One right: may I `verb` this? */
export interface AccessQuestion {
  readonly verb: string;
  /** Empty: the core group. */
  readonly group: string;
  /** `pods`, `pods/portforward`. */
  readonly resource: string;
  /** Undefined: in all of them. */
  readonly namespace: string | undefined;
}

export interface AccessAnswer {
  readonly isAllowed: boolean;
  /** What the server says about it; often empty. */
  readonly reason: string;
}

export interface PodUsage {
  readonly container: string;
  readonly cpuCores: number;
}

/** `port-forward`: a tunnel through the API server; `proxy`: its HTTP proxy; `pod-ip`: straight to the address. */
export type PodWay = 'port-forward' | 'proxy' | 'pod-ip';

/** A way to one port of one pod, open until closed. */
export interface PodRoute {
  readonly way: PodWay;
  /** Takes URLs of that port, whatever their host is; what fails names the pod. */
  readonly http: HttpClient;
  /** For a V8 inspector at that port. @throws ProfError USAGE where the way cannot carry one. */
  inspector(): Promise<Inspector>;
  close(): Promise<void>;
}

export interface RouteOptions {
  readonly pod: Pick<Pod, 'namespace' | 'name' | 'ip'> & {
    /** So that one of the same name is not taken for it. */
    readonly uid?: string | undefined;
  };
  readonly port: number;
  readonly way: PodWay;
  readonly signal?: AbortSignal | undefined;
}

export interface KubernetesOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PodContainerName {
  readonly namespace: string;
  readonly name: string;
  /** Undefined: the only one. */
  readonly container: string | undefined;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Kubernetes {
  readonly identity: ClusterIdentity;
  /** undefined: no such pod. */
  getPod(namespace: string, name: string, options?: KubernetesOptions): Promise<Pod | undefined>;
  /** In the order of the server, page by page. */
  listPods(query: PodQuery, options?: KubernetesOptions): AsyncIterable<Pod>;
  getWorkload(
    kind: WorkloadKind,
    namespace: string,
    name: string,
    options?: KubernetesOptions,
  ): Promise<Workload | undefined>;
  /** Replica sets, or jobs, of a namespace. */
  listWorkloads(
    kind: 'replicaset' | 'job',
    query: PodQuery,
    options?: KubernetesOptions,
  ): AsyncIterable<Workload>;
  /** Answers in the order of the questions. */
  mayI(questions: readonly AccessQuestion[], options?: KubernetesOptions): Promise<readonly AccessAnswer[]>;
  /** By container; undefined: the cluster has no metrics of it. */
  podUsage(
    namespace: string,
    name: string,
    options?: KubernetesOptions,
  ): Promise<readonly PodUsage[] | undefined>;
  /** undefined: no such node, or no right to see it. */
  allocatableCores(node: string, options?: KubernetesOptions): Promise<number | undefined>;
  /** Nothing is sent before the first request. */
  openRoute(options: RouteOptions): Promise<PodRoute>;
  /**
   * Runs a program without a shell; at most 1 MB of its output is kept. Where the container has no such program it
   * fails with NOT_FOUND, whose details name it as `program`.
   */
  exec(pod: PodContainerName, command: readonly string[], options?: KubernetesOptions): Promise<ExecResult>;
  /** Looks at a container's processes, by a program that its own Node.js runs. Changes nothing. */
  nodeProcesses(container: PodContainerName, options?: KubernetesOptions): Promise<NodeProcesses>;
  /** Sends SIGUSR1 to one of them, after it was proven to open the inspector and to do nothing else. */
  wakeNode(
    container: PodContainerName,
    request: WakeRequest,
    options?: KubernetesOptions,
  ): Promise<WakeAnswer>;
}
