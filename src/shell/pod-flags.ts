import { Flags } from '@oclif/core';
import { readTls } from '../capture/access.ts';
import type { PodOptions } from '../capture/capture-options.ts';
import { ProfError } from '../kit/errors.ts';
import type { FindPodsOptions } from '../pods/find-pods.ts';
import type { FileSystem } from '../ports/file-system.ts';
import { type ExecFlagValues, execOf } from './exec-flags.ts';

const PODS = 'PODS';
const ENDPOINT = 'ENDPOINT OF PODS';

/** Which pods. */
export const whichPodsFlags = {
  selector: Flags.string({
    char: 'l',
    summary: 'pods with these labels',
    helpValue: 'SELECTOR',
    helpGroup: PODS,
  }),
  'field-selector': Flags.string({
    summary: 'pods with these fields, for example spec.nodeName=node-1',
    helpValue: 'SELECTOR',
    helpGroup: PODS,
  }),
  'all-namespaces': Flags.boolean({ char: 'A', summary: 'in all namespaces', helpGroup: PODS }),
  all: Flags.boolean({ summary: 'all pods of the namespace, or with -A of the cluster', helpGroup: PODS }),
  container: Flags.string({
    char: 'c',
    summary: 'the container that is meant',
    helpValue: 'NAME',
    helpGroup: PODS,
  }),
  revision: Flags.string({
    summary: 'of a deployment only the pods of its newest or of its previous replica set',
    options: ['new', 'old'],
    helpGroup: PODS,
  }),
  'max-pods': Flags.integer({
    summary: 'at most so many pods of a workload, chosen at random',
    default: 10,
    min: 1,
    helpGroup: PODS,
  }),
};

/** Which pods, how many at once, by which way, and where in them. */
export const podFlags = {
  ...whichPodsFlags,
  'max-percent': Flags.integer({
    summary: 'at most this share of a workload at once (at least one pod)',
    default: 25,
    min: 1,
    max: 100,
    helpGroup: PODS,
  }),
  via: Flags.string({
    summary: 'the way to pods',
    options: ['auto', 'port-forward', 'proxy', 'pod-ip'],
    default: 'auto',
    helpGroup: PODS,
  }),
  port: Flags.string({
    summary: 'the port of the endpoint: a number, or the name of a declared port',
    helpValue: 'PORT',
    helpGroup: ENDPOINT,
  }),
  path: Flags.string({
    summary: 'the folder of its profiles',
    helpValue: '/debug/pprof',
    helpGroup: ENDPOINT,
  }),
  scheme: Flags.string({ summary: 'http or https', options: ['http', 'https'], helpGroup: ENDPOINT }),
  'endpoint-ca': Flags.string({
    summary: 'certificate authorities to trust for https endpoints (PEM)',
    helpValue: 'FILE',
    helpGroup: ENDPOINT,
  }),
  'endpoint-server-name': Flags.string({
    summary: 'the name that their certificates have',
    helpValue: 'NAME',
    helpGroup: ENDPOINT,
  }),
  'endpoint-insecure': Flags.boolean({ summary: 'do not check their certificates', helpGroup: ENDPOINT }),
  'send-token-to-annotated': Flags.boolean({
    summary: 'send --token and --header also to endpoints that no flag named',
    helpGroup: ENDPOINT,
  }),
};

export interface WhichPodsFlagValues {
  readonly selector?: string | undefined;
  readonly 'field-selector'?: string | undefined;
  readonly namespace?: string | undefined;
  readonly 'all-namespaces'?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly container?: string | undefined;
  readonly revision?: string | undefined;
  readonly 'max-pods': number;
}

export interface PodFlagValues extends WhichPodsFlagValues, ExecFlagValues {
  readonly 'max-percent': number;
  readonly via: string;
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  readonly scheme?: string | undefined;
  readonly 'endpoint-ca'?: string | undefined;
  readonly 'endpoint-server-name'?: string | undefined;
  readonly 'endpoint-insecure'?: boolean | undefined;
  readonly 'send-token-to-annotated'?: boolean | undefined;
}

/** What the flags say about which pods are meant. */
export function findPodsOptions(flags: WhichPodsFlagValues): Omit<FindPodsOptions, 'targets'> {
  return {
    selector: flags.selector,
    fieldSelector: flags['field-selector'],
    namespace: flags.namespace,
    allNamespaces: flags['all-namespaces'],
    all: flags.all,
    revision: flags.revision as PodOptions['revision'],
    maxPods: flags['max-pods'],
  };
}

/** What the flags say about pods. @throws ProfError USAGE, and what reading certificates throws */
export async function podOptions(
  flags: PodFlagValues,
  deps: { readonly files: () => Promise<FileSystem> },
): Promise<PodOptions> {
  const { path, container, port } = flags;
  if (path !== undefined && !path.startsWith('/')) {
    throw new ProfError('USAGE', `--path begins with a slash: ${path}`, {
      hints: ['for example /debug/pprof'],
    });
  }
  const serverName = flags['endpoint-server-name'];
  const tls = await readTls({ ca: flags['endpoint-ca'] }, deps);
  return {
    ...findPodsOptions(flags),
    maxPercent: flags['max-percent'],
    via: flags.via as PodOptions['via'],
    endpoint: {
      port,
      path,
      container,
      scheme: flags.scheme as 'http' | 'https' | undefined,
      exec: execOf(flags),
    },
    tls: {
      ...tls,
      ...(flags['endpoint-insecure'] ? { insecure: true } : {}),
      ...(serverName === undefined ? {} : { serverName }),
    },
    sendsToken: flags['send-token-to-annotated'] === true,
  };
}
