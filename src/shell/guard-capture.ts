import { homedir } from 'node:os';
import type { CaptureOptions } from '../capture/capture-options.ts';
import { namesCluster } from '../capture/expand-targets.ts';
import { ProfError } from '../kit/errors.ts';
import type { ClusterSettings } from '../ports/kubernetes.ts';
import { type ClusterMark, clusterMarks } from '../safety/marked-clusters.ts';
import type { CommandContext } from './base-command.ts';
import { confirm } from './confirm.ts';

export interface GuardedCapture {
  readonly options: Pick<CaptureOptions, 'targets' | 'pods' | 'output' | 'dryRun'>;
  readonly cluster: ClusterSettings;
  readonly yes: boolean;
}

type GuardContext = Pick<CommandContext, 'config' | 'wiring'>;

/**
 * Before anything is profiled: what the configuration marks as read-only is not written to, and what it marks as
 * production is asked about. What counts is where requests and profiles really go, however that was chosen.
 * @throws ProfError NOT_ALLOWED, USAGE as `confirm`, and what reading the kubeconfig throws
 */
export async function guardCapture(guarded: GuardedCapture, context: GuardContext): Promise<void> {
  const why = await captureRisk(guarded, context);
  const { yes, options } = guarded;
  if (why !== undefined) await confirm(`${why}. Profile ${whatOf(options)}?`, { yes, why });
}

/**
 * Why a person is asked before this is done; undefined: nobody is.
 * @throws ProfError NOT_ALLOWED where it may not be done at all, and what reading the kubeconfig throws
 */
export async function captureRisk(
  { options, cluster }: Omit<GuardedCapture, 'yes'>,
  { config, wiring }: GuardContext,
): Promise<string | undefined> {
  if (options.dryRun) return undefined;
  const isStored = options.output.kind === 'store';
  const marks = namesCluster(options) ? await marksOf(cluster, { config, wiring }) : [];
  if (isStored) requireWritable(marks, config);
  const mark = marks.find(({ production }) => production);
  if (mark !== undefined) return `environment ${mark.environment} is production (${mark.why})`;
  return isStored && config.production ? `${config.storeUrl} counts as production` : undefined;
}

/** `deploy/checkout, -l app=web` */
function whatOf({ targets, pods }: GuardedCapture['options']): string {
  const parts = [...targets, ...(pods?.selector === undefined ? [] : [`-l ${pods.selector}`])];
  return parts.length === 0 ? 'all of it' : parts.join(', ');
}

function requireWritable(marks: readonly ClusterMark[], config: CommandContext['config']): void {
  const mark = marks.find(({ readOnly }) => readOnly);
  if (mark === undefined && !config.readOnly) return;
  const message =
    mark === undefined
      ? `the configuration marks ${config.storeUrl} as read-only`
      : `environment ${mark.environment} is read-only (${mark.why})`;
  throw new ProfError('NOT_ALLOWED', `${message}: nothing was captured`, {
    hints: ['-o FILE takes profiles past the store; see prof config'],
  });
}

/**
 * The name of a context is looked up in the kubeconfig that is used, and in those that kubectl would read by itself: with
 * another file for the same cluster it stays the same cluster.
 */
export async function marksOf(
  settings: ClusterSettings,
  { config, wiring }: Pick<CommandContext, 'config' | 'wiring'>,
): Promise<ClusterMark[]> {
  if (config.markedEnvironments.every(({ context }) => context === undefined)) return [];
  const { identity } = await wiring.kubernetes(settings);
  const { kubeconfig, requestTimeoutMs } = settings;
  const files = new Set([kubeconfig, undefined, `${homedir()}/.kube/config`]);
  return clusterMarks(identity, config.markedEnvironments, async (context) => {
    const servers: string[] = [];
    for (const file of files) {
      try {
        const found = await wiring.kubernetes({ kubeconfig: file, requestTimeoutMs, context });
        servers.push(found.identity.server);
      } catch (error) {
        if (!(error instanceof ProfError)) throw error;
      }
    }
    return servers;
  });
}
