/** What is looked at: a store, and a cluster if there is one. */
import type { CaptureDeps, CaptureOptions } from '../capture/capture-options.ts';
import type { EmitCaptureEvent } from '../capture/events.ts';
import type { Config } from '../config/load-config.ts';
import type { Kubernetes } from '../ports/kubernetes.ts';
import type { ClusterMark } from '../safety/marked-clusters.ts';
import type { Wiring } from '../wire.ts';

/** What was chosen by flags, or from inside. */
export interface BackendChoice {
  readonly store?: string | undefined;
  readonly env?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

export interface Backend {
  readonly choice: BackendChoice;
  readonly config: Config;
  readonly wiring: Wiring;
  /** Names of environments that can be chosen. */
  readonly environments: readonly string[];
  /** What edits files: the words of VISUAL or EDITOR. */
  readonly editor: string;
  readonly workingFolder: string;
  /** In place of one namespace all of them are looked at. */
  readonly allNamespaces: boolean;
  /** The flags by which a command looks at the same: `--context`, `--store`, … */
  readonly flagWords: readonly string[];
  /** And for commands about pods: `--namespace`, `-A`. */
  readonly namespaceWords: readonly string[];
  /** Facts to keep with profiles that are stored. */
  readonly labels: ReadonlyMap<string, string>;
  captureOptions(wish: CaptureWish): CaptureOptions;
  captureDeps(emit: EmitCaptureEvent, signal: AbortSignal): CaptureDeps;
  /** What the configuration says of the cluster, however that was chosen. @throws ProfError as `kubernetes` */
  clusterMarks(): Promise<readonly ClusterMark[]>;
  /** Why a person is asked before such a capture; undefined: nobody is. @throws ProfError NOT_ALLOWED */
  captureRisk(options: CaptureOptions): Promise<string | undefined>;
  /** @throws ProfError where no cluster is configured */
  kubernetes(): Promise<Kubernetes>;
}

export interface CaptureWish {
  readonly targets: readonly string[];
  readonly types: readonly string[];
  readonly seconds: number;
  /** Of pods; undefined: that of the context. */
  readonly namespace?: string | undefined;
}

/** @throws ProfError as configurations do */
export type OpenBackend = (choice: BackendChoice) => Promise<Backend>;
