import { Flags } from '@oclif/core';
import { accessHeaders, readTls } from '../capture/access.ts';
import type { CaptureOptions } from '../capture/capture-options.ts';
import type { CommandContext } from './base-command.ts';
import { execFlags } from './exec-flags.ts';
import { labelFlag, labelsOf } from './label-flag.ts';
import { type PodFlagValues, podFlags, podOptions } from './pod-flags.ts';
import { safetyFlags } from './safety-flags.ts';

/** How profiles are taken, whatever of. */
export const captureFlags = {
  seconds: Flags.string({
    summary: 'how long cpu, trace and TYPE:delta run',
    default: '30',
    helpValue: 'N',
  }),
  timeout: Flags.string({
    summary: 'seconds that a target has beyond those',
    default: '10',
    helpValue: 'N',
  }),
  parallel: Flags.integer({ summary: 'targets at once', default: 10, min: 1, max: 1000 }),
  service: Flags.string({ summary: 'name of the service; without it the target tells', helpValue: 'NAME' }),
  ...labelFlag,
  header: Flags.string({
    summary: 'a header for HTTP targets',
    helpValue: "'NAME: VALUE'",
    multiple: true,
    multipleNonGreedy: true,
  }),
  token: Flags.string({ summary: 'bearer token for HTTP targets', env: 'PROF_TOKEN', helpValue: 'TOKEN' }),
  ca: Flags.string({ summary: 'certificate authorities to trust (PEM)', helpValue: 'FILE' }),
  cert: Flags.string({ summary: 'client certificate (PEM)', helpValue: 'FILE', dependsOn: ['key'] }),
  key: Flags.string({ summary: 'its private key (PEM)', helpValue: 'FILE', dependsOn: ['cert'] }),
  'allow-link-local': Flags.boolean({ summary: 'also connect to link-local and cloud metadata addresses' }),
  'assume-no-handler': Flags.boolean({
    summary: 'wake a Node.js process also where it cannot be shown that it has no SIGUSR1 handler',
  }),
  ...podFlags,
  ...execFlags,
  ...safetyFlags,
};

export interface CaptureFlagValues extends PodFlagValues {
  readonly seconds: string;
  readonly timeout: string;
  readonly parallel: number;
  readonly service?: string | undefined;
  readonly label?: readonly string[] | undefined;
  readonly header?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly 'allow-link-local': boolean;
  readonly 'assume-no-handler': boolean;
  readonly 'ignore-safety': boolean;
}

/** What is the same for whatever is taken. @throws ProfError USAGE, and what reading certificates throws */
export async function captureOptions(
  flags: CaptureFlagValues,
  { config, wiring }: Pick<CommandContext, 'config' | 'wiring'>,
): Promise<Omit<CaptureOptions, 'targets' | 'types' | 'output' | 'dryRun' | 'explain'>> {
  return {
    pods: await podOptions(flags, wiring),
    seconds: Number(flags.seconds),
    timeoutMs: Number(flags.timeout) * 1000,
    parallel: flags.parallel,
    service: flags.service,
    labels: labelsOf(flags.label, process.env),
    access: {
      headers: accessHeaders(flags.header ?? [], flags.token),
      allowLinkLocal: flags['allow-link-local'],
      tls: await readTls(flags, wiring),
    },
    limits: config.limits,
    assumeNoHandler: flags['assume-no-handler'],
    ignoreHeadroom: flags['ignore-safety'],
  };
}
