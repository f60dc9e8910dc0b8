/** What is looked at: a store, and a cluster if there is one. */
import type { Config } from '../config/load-config.ts';
import type { Kubernetes } from '../ports/kubernetes.ts';
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
  /** @throws ProfError where no cluster is configured */
  kubernetes(): Promise<Kubernetes>;
}

/** @throws ProfError as configurations do */
export type OpenBackend = (choice: BackendChoice) => Promise<Backend>;
