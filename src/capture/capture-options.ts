import type { Clock } from '../kit/clock.ts';
import type { WayChoice } from '../pods/choose-way.ts';
import type { EndpointFlags } from '../pods/endpoint.ts';
import type { FindPodsOptions } from '../pods/find-pods.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HttpClient, HttpTls } from '../ports/http-client.ts';
import type { Inspector } from '../ports/inspector.ts';
import type { Kubernetes } from '../ports/kubernetes.ts';
import type { ProcessTable } from '../ports/process-table.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { Cooldown } from '../safety/cooldown.ts';
import type { EmitCaptureEvent } from './events.ts';
import type { HttpAccess } from './http-target.ts';
import type { CaptureOutput } from './keep-profile.ts';

export interface CaptureOptions {
  /** `http://host:port`, `…/debug/pprof/heap`, `node://host:port`, `pid:N`, `pod/x`, `deploy/x`. */
  readonly targets: readonly string[];
  /** Undefined: no flags about pods. */
  readonly pods?: PodOptions | undefined;
  /** `cpu`, `heap:delta`, …; undefined: cpu and heap, or what a profile's own URL says. */
  readonly types: readonly string[] | undefined;
  readonly seconds: number;
  /** What a target has on top of its seconds. */
  readonly timeoutMs: number;
  /** Targets at once. */
  readonly parallel: number;
  readonly service: string | undefined;
  readonly access: HttpAccess;
  /** Further facts to keep with each profile: `git-commit`, `service-version`, … */
  readonly labels: ReadonlyMap<string, string>;
  readonly output: CaptureOutput;
  /** Limits that differ from the defaults. */
  readonly limits: Partial<DecodeLimits>;
  /** Names the targets and takes nothing. */
  readonly dryRun: boolean;
  /** Asks all naming rules, also those that cannot win. */
  readonly explain: boolean;
  readonly assumeNoHandler: boolean;
  /** Takes a CPU profile also from pods that are short of CPU. */
  readonly ignoreHeadroom?: boolean | undefined;
}

/** What pods are meant, and how to reach them. */
export interface PodOptions extends Omit<FindPodsOptions, 'targets'> {
  readonly endpoint: EndpointFlags;
  readonly via: WayChoice;
  /** Of a workload, at once. */
  readonly maxPercent: number;
  /** For https endpoints. */
  readonly tls: HttpTls;
  /** Headers and token go also where an annotation, or a guess, leads. */
  readonly sendsToken: boolean;
}

/** Where nothing is said about pods. */
export const DEFAULT_POD_OPTIONS: PodOptions = {
  maxPods: 10,
  maxPercent: 25,
  via: 'auto',
  endpoint: {},
  tls: {},
  sendsToken: false,
};

/** Ports come as functions: a run loads only those that its targets need. */
export interface CaptureDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: EmitCaptureEvent;
  readonly store: () => Promise<BlobStore>;
  readonly files: () => Promise<FileSystem>;
  readonly http: () => Promise<HttpClient>;
  readonly inspector: () => Promise<Inspector>;
  readonly processes: () => Promise<ProcessTable>;
  /** One cluster, connected to once. */
  readonly kubernetes: () => Promise<Kubernetes>;
  /** Of one invocation; undefined: nothing has to wait. */
  readonly cooldown?: Cooldown | undefined;
}
