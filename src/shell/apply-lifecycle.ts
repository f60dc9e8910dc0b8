import { setTimeout as delay } from 'node:timers/promises';
import { applyLifecycle, type LifecycleChange, type LifecycleDeps } from '../lifecycle/change-lifecycle.ts';
import { confirm } from './confirm.ts';
import type { Output } from './output.ts';

interface Asking extends LifecycleDeps {
  readonly yes: boolean;
  readonly out: Output;
  readonly signal: AbortSignal;
}

/** Asks, changes the rules, and says when they hold. @throws ProfError, as `confirm` and `applyLifecycle` do. */
export async function applyWhenConfirmed(change: LifecycleChange, asking: Asking): Promise<void> {
  const { lifecycle, yes, out, signal } = asking;
  await confirm(`Change the rules of ${change.bucketUrl}?`, { yes });
  const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal });
  const isShown = await applyLifecycle(change, { lifecycle, pause });
  out.note(
    isShown
      ? 'done; a bucket applies its rules once a day'
      : `${change.bucketUrl} took the rules and does not show them yet; prof lifecycle get says when it does`,
  );
}
