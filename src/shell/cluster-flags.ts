import { Flags } from '@oclif/core';
import type { Config } from '../config/load-config.ts';
import { parseDuration } from '../kit/duration.ts';
import { ProfError } from '../kit/errors.ts';
import type { ClusterSettings } from '../ports/kubernetes.ts';

const GROUP = 'CLUSTER';

/** kubectl's connection flags under their names. */
export const clusterFlags = {
  kubeconfig: Flags.string({
    summary: 'the kubeconfig; else KUBECONFIG, else ~/.kube/config',
    helpValue: 'FILE',
    helpGroup: GROUP,
  }),
  context: Flags.string({ summary: 'the context of the kubeconfig', helpValue: 'NAME', helpGroup: GROUP }),
  cluster: Flags.string({
    summary: "the cluster, in place of the context's",
    helpValue: 'NAME',
    helpGroup: GROUP,
  }),
  user: Flags.string({ summary: "the user, in place of the context's", helpValue: 'NAME', helpGroup: GROUP }),
  namespace: Flags.string({
    char: 'n',
    summary: "the namespace; else the context's",
    helpValue: 'NAME',
    helpGroup: GROUP,
  }),
  as: Flags.string({ summary: 'ask as this user', helpValue: 'NAME', helpGroup: GROUP }),
  'as-group': Flags.string({
    summary: 'and as a member of this group',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GROUP,
  }),
  'as-uid': Flags.string({ summary: 'and with this UID', helpValue: 'UID', helpGroup: GROUP }),
  'request-timeout': Flags.string({
    summary: 'how long the API server may take for one answer',
    helpValue: 'DURATION',
    default: '15s',
    helpGroup: GROUP,
  }),
};

export interface ClusterFlagValues {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  readonly as?: string | undefined;
  readonly 'as-group'?: readonly string[] | undefined;
  readonly 'as-uid'?: string | undefined;
  readonly 'request-timeout': string;
}

const NO_TIMEOUT_MS = 24 * 3600 * 1000;

/** What the flags say about the cluster, and where they say nothing, the environment in use. @throws ProfError USAGE */
export function clusterSettings(flags: ClusterFlagValues, config: Pick<Config, 'cluster'>): ClusterSettings {
  const { kubeconfig, cluster, user, as } = flags;
  return {
    kubeconfig,
    context: flags.context ?? config.cluster.context,
    cluster,
    user,
    namespace: flags.namespace ?? config.cluster.namespace,
    as,
    asGroups: flags['as-group'],
    asUid: flags['as-uid'],
    requestTimeoutMs: timeoutMs(flags['request-timeout']),
  };
}

/** As kubectl: a number is seconds, 0 is without end. */
function timeoutMs(text: string): number {
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseDuration(text);
  if (ms === 0) return NO_TIMEOUT_MS;
  if (ms !== undefined && ms > 0 && ms <= NO_TIMEOUT_MS) return ms;
  throw new ProfError('USAGE', `--request-timeout wants a duration, not ${text}`, {
    hints: ['for example 10s or 1m; a number alone is seconds'],
  });
}
