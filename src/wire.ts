/**
 * The only place that chooses adapters. Each is imported when it is first asked for, so that a command
 * pays only for the outside that it touches.
 */
import { homedir } from 'node:os';
import type { Config } from './config/load-config.ts';
import type { FlameStart } from './flame-engine/flame-start.ts';
import type { Clock } from './kit/clock.ts';
import { ProfError } from './kit/errors.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { ConfigFiles } from './ports/config-files.ts';
import type { FileSystem } from './ports/file-system.ts';
import type { StartFlameEngine } from './ports/flame-engine.ts';
import type { FlamePage } from './ports/flame-page.ts';
import type { Graphviz } from './ports/graphviz.ts';
import type { HttpClient } from './ports/http-client.ts';
import type { Inspector } from './ports/inspector.ts';
import type { ClusterSettings, Kubernetes } from './ports/kubernetes.ts';
import type { LifecycleRules } from './ports/lifecycle-rules.ts';
import type { ListingCache } from './ports/listing-cache.ts';
import type { Pager } from './ports/pager.ts';
import type { ProcessTable } from './ports/process-table.ts';
import type { ProfileDecoder } from './ports/profile-decoder.ts';
import type { Programs } from './ports/programs.ts';
import type { OpenPromptTerminal } from './ports/prompt-terminal.ts';
import type { RunJournal } from './ports/run-journal.ts';
import type { SamplePrograms } from './ports/sample-programs.ts';
import type { StoreDiagnosis } from './ports/store-diagnosis.ts';

export interface Wiring {
  readonly clock: Clock;
  /** The store that the configuration names. */
  store(): Promise<BlobStore>;
  /** The last listings of stores that are elsewhere. */
  listings(): Promise<ListingCache>;
  /** What the store does by itself. @throws ProfError USAGE for a folder, which does nothing. */
  lifecycle(): Promise<LifecycleRules>;
  /** What can be told about the way to the store; undefined: it is a folder. */
  diagnosis(): Promise<StoreDiagnosis | undefined>;
  /** Files that the user names, and standard input. */
  files(): Promise<FileSystem>;
  http(): Promise<HttpClient>;
  inspector(): Promise<Inspector>;
  processes(): Promise<ProcessTable>;
  /** What this machine has profiled lately. */
  journal(): Promise<RunJournal>;
  /** What draws call graphs. */
  graphviz(): Promise<Graphviz>;
  /** What shows long output on a terminal. */
  pager(): Promise<Pager>;
  /** Programs of our own to profile, for the demo. */
  samples(): Promise<SamplePrograms>;
  /** The cluster that kubectl's flags and files name. */
  kubernetes(settings?: ClusterSettings): Promise<Kubernetes>;
  /** The page that flame graphs are written into. */
  flamePage(): Promise<FlamePage>;
  /** Other programs of the user's. */
  programs(): Promise<Programs>;
  /** A thread that holds a profile, makes trees of it, searches and writes it. */
  flameThread(): Promise<StartFlameEngine<FlameStart>>;
}

const systemClock: Clock = { nowMs: () => Date.now() };

/** Configuration files are read before there is a configuration to wire by. */
export async function configFiles(): Promise<ConfigFiles> {
  const { createConfigFiles } = await import('./adapters/config-files.ts');
  return createConfigFiles();
}

/** Needs no configuration. */
export const userFiles: () => Promise<FileSystem> = once(async () => {
  const { createFiles } = await import('./adapters/files.ts');
  return createFiles();
});

/** Needs no configuration. */
export const webClient: () => Promise<HttpClient> = once(async () => {
  const { createHttpClient } = await import('./adapters/http/http-client.ts');
  return createHttpClient();
});

/** Lines typed on this process's terminal; needs no configuration. */
export function promptTerminal(historyPath: string): OpenPromptTerminal {
  return async (complete) => {
    const { openPromptTerminal } = await import('./adapters/terminal/prompt-terminal.ts');
    // Standard error is where messages go; reports may go elsewhere.
    const output = process.stderr.isTTY ? process.stderr : process.stdout;
    return openPromptTerminal({ input: process.stdin, output, complete, historyPath });
  };
}
/** Needs no configuration. */
export const graphviz: () => Promise<Graphviz> = once(async () => {
  const { createGraphviz } = await import('./adapters/graphviz.ts');
  return createGraphviz();
});

/** A thread that decodes profiles; needs no configuration. */
export async function decodeThread(): Promise<ProfileDecoder> {
  const { openDecodeThread } = await import('./adapters/decode-thread.ts');
  return openDecodeThread();
}

export interface WiringOptions {
  /** What ends requests that nobody has given a signal of their own; asked at each. */
  readonly stop?: (() => AbortSignal | undefined) | undefined;
}

export function createWiring(config: Config, { stop }: WiringOptions = {}): Wiring {
  return {
    clock: systemClock,
    store: once(async () => {
      const store = await openStore(config, stop);
      if (!config.readOnly) return store;
      const { readOnlyStore } = await import('./adapters/read-only-store.ts');
      return readOnlyStore(store);
    }),
    listings: once(async () => {
      const { createListingCache } = await import('./adapters/listing-cache.ts');
      const { XDG_CACHE_HOME: folder = '' } = process.env;
      return createListingCache(`${folder.startsWith('/') ? folder : `${homedir()}/.cache`}/prof`);
    }),
    lifecycle: once(() => openLifecycle(config)),
    diagnosis: once(async () => {
      if (!config.storeUrl.startsWith('s3:')) return undefined;
      const { createS3Diagnosis } = await import('./adapters/s3/diagnose.ts');
      return createS3Diagnosis(config.storeUrl, config.s3);
    }),
    http: webClient,
    graphviz,
    inspector: once(async () => {
      const { createInspector } = await import('./adapters/inspector/inspector.ts');
      return createInspector();
    }),
    processes: once(async () => {
      const { createProcessTable } = await import('./adapters/processes/process-table.ts');
      return createProcessTable();
    }),
    journal: once(async () => {
      const { createRunJournal } = await import('./adapters/run-journal.ts');
      const { XDG_STATE_HOME: folder = '' } = process.env;
      return createRunJournal(`${folder.startsWith('/') ? folder : `${homedir()}/.local/state`}/prof`);
    }),
    pager: once(async () => {
      const { createPager } = await import('./adapters/pager.ts');
      return createPager();
    }),
    samples: once(async () => {
      const { createSamplePrograms } = await import('./adapters/sample-programs.ts');
      return createSamplePrograms();
    }),
    kubernetes: async (settings = { requestTimeoutMs: 15_000 }) => {
      const { createKubernetes } = await import('./adapters/kubernetes/kubernetes.ts');
      return createKubernetes(settings, { env: process.env, homeFolder: homedir() });
    },
    flamePage: once(async () => {
      const { readFlamePage } = await import('./adapters/read-flame-page.ts');
      return readFlamePage();
    }),
    programs: once(async () => {
      const { createPrograms } = await import('./adapters/programs.ts');
      return createPrograms();
    }),
    flameThread: once(async () => {
      const { startFlameThread } = await import('./adapters/flame-thread.ts');
      return startFlameThread();
    }),
    files: userFiles,
  };
}

async function openStore(
  { storeUrl, s3, foreignService }: Config,
  stop: WiringOptions['stop'],
): Promise<BlobStore> {
  if (storeUrl.startsWith('s3:')) {
    const { createS3Store } = await import('./adapters/s3/s3-store.ts');
    return createS3Store(storeUrl, s3, { foreignService, ...(stop === undefined ? {} : { stop }) });
  }
  const { createDiskStore } = await import('./adapters/disk/disk-store.ts');
  return createDiskStore(storeUrl, { foreignService });
}

async function openLifecycle({ storeUrl, s3, readOnly }: Config): Promise<LifecycleRules> {
  if (!storeUrl.startsWith('s3:')) {
    throw new ProfError('USAGE', `${storeUrl} is a folder, which does nothing by itself`, {
      hints: ['prof prune --older-than 120d removes old profiles; --store s3://bucket/prefix names a bucket'],
    });
  }
  const { createS3Lifecycle } = await import('./adapters/s3/lifecycle.ts');
  const lifecycle = createS3Lifecycle(storeUrl, s3);
  if (!readOnly) return lifecycle;
  const { readOnlyLifecycle } = await import('./adapters/read-only-lifecycle.ts');
  return readOnlyLifecycle(lifecycle);
}

/** One instance a process, made at the first call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
