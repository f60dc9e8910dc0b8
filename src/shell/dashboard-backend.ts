import { DEFAULT_POD_OPTIONS } from '../capture/capture-options.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Backend, OpenBackend } from '../dashboard/backend.ts';
import type { Kubernetes } from '../ports/kubernetes.ts';
import { configFiles, createWiring } from '../wire.ts';
import { captureDeps } from './capture-deps.ts';
import { type GlobalFlagValues, s3Flags } from './global-flags.ts';
import { captureRisk, marksOf } from './guard-capture.ts';
import { labelsOf } from './label-flag.ts';
import { pathEnvironment } from './path-environment.ts';

const REQUEST_TIMEOUT_MS = 15_000;
/** What a target has beyond its seconds, and how many are asked at once: as the defaults of prof capture. */
const TIMEOUT_MS = 10_000;
const PARALLEL = 10;
/** In place of a namespace. */
const ALL = '*';

export interface BackendFlags {
  readonly flags: GlobalFlagValues;
  /** Whatever the configuration says. */
  readonly isReadOnly: boolean;
}

/** Opens what the dashboard looks at, at its start and each time that something else is chosen. */
export const backendOpener =
  ({ flags, isReadOnly }: BackendFlags): OpenBackend =>
  async (choice) => {
    const { store, env } = choice;
    const settings = {
      store,
      env,
      limit: flags.limit,
      foreignService: flags['foreign-service'],
      s3: s3Flags(flags),
    };
    const loaded = await loadConfig(
      { flags: settings },
      { paths: pathEnvironment(), files: await configFiles() },
    );
    const config = isReadOnly ? { ...loaded, readOnly: true } : loaded;
    const wiring = createWiring(config);
    const chosenNamespace = choice.namespace ?? config.cluster.namespace;
    const allNamespaces = chosenNamespace === ALL;
    const cluster = {
      context: choice.context ?? config.cluster.context,
      namespace: allNamespaces ? undefined : chosenNamespace,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
    };
    const labels = labelsOf(undefined, process.env);
    let kubernetes: Promise<Kubernetes> | undefined;
    const backend: Backend = {
      choice,
      config,
      wiring,
      environments: config.environments,
      editor: process.env.VISUAL || process.env.EDITOR || 'vi',
      workingFolder: process.cwd(),
      allNamespaces,
      labels,
      flagWords: flagWords({ store, env, context: choice.context }),
      namespaceWords: allNamespaces ? ['-A'] : flagWords({ namespace: choice.namespace }),
      kubernetes: () => {
        kubernetes ??= wiring.kubernetes(cluster).catch((error: unknown) => {
          // What could not be read may be there when it is looked at again.
          kubernetes = undefined;
          throw error;
        });
        return kubernetes;
      },
      captureOptions: ({ targets, types, seconds, namespace }) => ({
        targets,
        types,
        seconds,
        pods: { ...DEFAULT_POD_OPTIONS, namespace: namespace ?? cluster.namespace },
        timeoutMs: TIMEOUT_MS,
        parallel: PARALLEL,
        service: undefined,
        labels,
        access: { headers: {}, tls: {} },
        output: { kind: 'store' },
        limits: config.limits,
        dryRun: false,
        explain: false,
        assumeNoHandler: false,
      }),
      captureDeps: (emit, signal) => captureDeps({ cluster, ignoreSafety: false, emit }, { wiring, signal }),
      clusterMarks: () => marksOf(cluster, { config, wiring }),
      captureRisk: (options) => captureRisk({ options, cluster }, { config, wiring }),
    };
    return backend;
  };

function flagWords(chosen: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}
