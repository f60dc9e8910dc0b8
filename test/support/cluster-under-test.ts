import type { RoleRule } from '../../src/doctor/least-role.ts';
import type { Handshake } from './handshake.ts';

/** A cluster with programs to profile: the stub of the tests, or a real one. */
export interface ClusterUnderTest {
  /** Where all that the tests make is in. */
  readonly namespace: string;
  /** Where the Go program serves `/debug/pprof/`. */
  readonly goPort: number;
  /**
   * The path of a kubeconfig: of somebody who may do anything; with rules, of somebody who may do no more in the
   * namespace; 'nobody': with a token that is not known (any more).
   */
  kubeconfig(rules?: readonly RoleRule[] | 'nobody'): Promise<string>;
  /** The name of a new pod that runs a Go program, ready. */
  goPod(labels?: Readonly<Record<string, string>>): Promise<string>;
  /** The name of a new pod that runs Node.js with its inspector at 127.0.0.1:9229, and has `node` on its path. */
  nodePod(): Promise<string>;
  /** A pod that no node takes. */
  pendingPod(): Promise<string>;
  /** A pod whose program has ended. */
  finishedPod(): Promise<string>;
  /** A deployment of the Go program with so many pods, all of them ready, and the names of these. */
  deployment(name: string, replicas: number): Promise<readonly string[]>;
  /** Its programs are killed at once. */
  deletePod(name: string): Promise<void>;
  /** What `kubectl get --raw` would print: what the API server answers to the path, by a client that is not ours. */
  raw(path: string): Promise<string>;
  /** A WebSocket to the path of the API server, by a client that is not ours. */
  handshake(path: string, protocols: readonly string[]): Promise<Handshake>;
  stop(): Promise<void>;
}
