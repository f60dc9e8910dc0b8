import { Flags } from '@oclif/core';
import type { EndpointFlags } from '../pods/endpoint.ts';

const GROUP = 'ENDPOINT OF PODS';

/** Programs that are run in containers, which happens only where it is asked for. */
export const execFlags = {
  exec: Flags.boolean({
    summary:
      'where nothing answers, run a program in the container that wakes its Node.js process by SIGUSR1',
    helpGroup: GROUP,
  }),
  'exec-pid': Flags.integer({
    summary: 'of several Node.js processes of the container, this one',
    min: 1,
    helpGroup: GROUP,
    dependsOn: ['exec'],
  }),
};

export interface ExecFlagValues {
  readonly exec?: boolean | undefined;
  readonly 'exec-pid'?: number | undefined;
}

/** What the flags allow to be run in containers. */
export function execOf(flags: ExecFlagValues): EndpointFlags['exec'] {
  return flags.exec === true ? { pid: flags['exec-pid'] } : undefined;
}
