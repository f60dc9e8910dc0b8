import type { CaptureDeps } from '../capture/capture-options.ts';
import type { EmitCaptureEvent } from '../capture/events.ts';
import type { ClusterSettings, Kubernetes } from '../ports/kubernetes.ts';
import { Cooldown } from '../safety/cooldown.ts';
import type { CommandContext } from './base-command.ts';

export interface CaptureDepsOptions {
  readonly cluster: ClusterSettings;
  readonly ignoreSafety: boolean;
  readonly emit: EmitCaptureEvent;
}

/** What one invocation captures with: one cluster, connected to once, and one memory of what was taken. */
export function captureDeps(
  { cluster, ignoreSafety, emit }: CaptureDepsOptions,
  { wiring, signal }: Pick<CommandContext, 'wiring' | 'signal'>,
): CaptureDeps {
  let kubernetes: Promise<Kubernetes> | undefined;
  const warn = (message: string) => emit({ kind: 'note', message });
  return {
    ...wiring,
    signal,
    emit,
    kubernetes: () => {
      kubernetes ??= wiring.kubernetes(cluster).catch((error: unknown) => {
        // What could not be read may be there at the next run of a series.
        kubernetes = undefined;
        throw error;
      });
      return kubernetes;
    },
    cooldown: new Cooldown({ isIgnored: ignoreSafety }, { ...wiring, signal, warn }),
  };
}
