import { Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { shellQuote } from '../kit/shell-quote.ts';
import { captureFlags } from './capture-flags.ts';
import { clusterFlags } from './cluster-flags.ts';

const GROUP = 'CANARY';
const { namespace: _, ...otherClusterFlags } = clusterFlags;
const ofPods = (({
  seconds,
  timeout,
  parallel,
  service,
  label,
  header,
  token,
  container,
  via,
  port,
  path,
  scheme,
}: typeof captureFlags) => ({
  ...{ seconds, timeout, parallel, service, label, header, token },
  ...{ container, via, port, path, scheme },
}))(captureFlags);

/** The same flags, under one heading of the help. */
function grouped<Flags extends Record<string, object>>(flags: Flags): Flags {
  const entries = Object.entries(flags).map(([name, flag]) => [name, { ...flag, helpGroup: GROUP }]);
  return Object.fromEntries(entries) as Flags;
}

/** Two revisions of a deployment, captured to be compared; all but the first go with it only. */
export const canaryFlags = grouped({
  canary: Flags.boolean({
    summary: 'of deploy/NAME, capture pods of the newest and of the previous revision, and compare them',
  }),
  types: Flags.string({
    char: 't',
    summary: 'the type to take',
    default: 'cpu',
    helpValue: 'TYPE',
  }),
  ...ofPods,
  'max-pods': captureFlags['max-pods'],
  'max-percent': captureFlags['max-percent'],
  'endpoint-ca': captureFlags['endpoint-ca'],
  'endpoint-server-name': captureFlags['endpoint-server-name'],
  'endpoint-insecure': captureFlags['endpoint-insecure'],
  'send-token-to-annotated': captureFlags['send-token-to-annotated'],
  exec: captureFlags.exec,
  'exec-pid': captureFlags['exec-pid'],
  'ignore-safety': captureFlags['ignore-safety'],
  yes: captureFlags.yes,
  ...otherClusterFlags,
  // Its -n is --top here.
  namespace: Flags.string({
    summary: "the namespace; else the context's",
    helpValue: 'NAME',
  }),
});

export interface CanaryChoice {
  readonly canary: boolean;
  readonly base?: string | undefined;
}

/** Whether `--canary` is meant. @throws ProfError USAGE for flags that are only for it, or that do not go with it */
export function wantsCanary(
  flags: CanaryChoice,
  target: string | undefined,
  raw: readonly { readonly type: string; readonly flag?: string }[],
): boolean {
  if (!flags.canary) {
    const stray = raw.find(({ type, flag }) => type === 'flag' && flag !== undefined && flag in canaryFlags);
    if (stray === undefined) return false;
    throw new ProfError('USAGE', `--${stray.flag} goes with --canary`, {
      hints: ['prof diff deploy/NAME --canary'],
    });
  }
  if (flags.base === undefined && target === undefined) return true;
  throw new ProfError('USAGE', 'with --canary both sides are told by the deployment', {
    hints: ['prof diff deploy/NAME --canary'],
  });
}

/** Where a deployment was named without `--canary`, nothing is found, and this may be why. Always throws. */
export function suggestCanary(base: string): (error: unknown) => never {
  return (error) => {
    const isDeployment = /^deploy(?:ments?)?(?:\.apps)?\//.test(base);
    if (!isDeployment || !(error instanceof ProfError) || error.code !== 'STORE_NOT_FOUND') throw error;
    const { code, message, hints, details } = error;
    const hint = `the revisions that run in the cluster: prof diff ${shellQuote(base)} --canary`;
    throw new ProfError(code, message, { hints: [hint, ...hints], details, cause: error });
  };
}
