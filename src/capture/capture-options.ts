import type { Clock } from '../kit/clock.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { Inspector } from '../ports/inspector.ts';
import type { ProcessTable } from '../ports/process-table.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { EmitCaptureEvent } from './events.ts';
import type { HttpAccess } from './http-target.ts';
import type { CaptureOutput } from './keep-profile.ts';

export interface CaptureOptions {
  /** `http://host:port`, `…/debug/pprof/heap`, `node://host:port`, `pid:N`. */
  readonly targets: readonly string[];
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
}

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
}
