import type { BackendChoice } from '../dashboard/backend.ts';
import { ProfError } from '../kit/errors.ts';
import type { CommandContext } from './base-command.ts';
import { backendOpener } from './dashboard-backend.ts';
import type { GlobalFlagValues } from './global-flags.ts';
import { screenStyle } from './screen-style.ts';

export interface DashboardArguments {
  readonly flags: GlobalFlagValues & { readonly ascii: boolean; readonly mouse: boolean };
  readonly choice: BackendChoice;
  readonly isReadOnly: boolean;
}

/** @throws ProfError USAGE where there is no terminal to show it on, CONFIG_INVALID for keys that cannot be bound */
export async function dashboardScreen(
  { flags, choice, isReadOnly }: DashboardArguments,
  { signal, out, config }: CommandContext,
): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY || out.json) {
    throw new ProfError('USAGE', 'the dashboard needs a terminal to be shown on', {
      hints: ['prof ls lists profiles, prof services what they are of; prof --help shows all commands'],
    });
  }
  const openBackend = backendOpener({ flags, isReadOnly });
  const { runDashboard } = await import('../dashboard/run-dashboard.ts');
  await runDashboard({
    backend: await openBackend(choice),
    openBackend,
    style: screenStyle(out, flags.ascii),
    hasMouse: flags.mouse,
    keys: config.keys,
    signal,
  });
}
