import { loadConfig } from '../config/load-config.ts';
import type { BackendChoice, OpenBackend } from '../dashboard/backend.ts';
import { ProfError } from '../kit/errors.ts';
import { configFiles, createWiring } from '../wire.ts';
import type { CommandContext } from './base-command.ts';
import { type GlobalFlagValues, s3Flags } from './global-flags.ts';
import { pathEnvironment } from './path-environment.ts';
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
  const openBackend = backendOpener(flags, isReadOnly);
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

function backendOpener(flags: GlobalFlagValues, isReadOnly: boolean): OpenBackend {
  return async (choice) => {
    const { store, env, context, namespace } = choice;
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
    return {
      choice,
      config,
      wiring,
      environments: config.environments,
      kubernetes: () => wiring.kubernetes({ context, namespace, requestTimeoutMs: REQUEST_TIMEOUT_MS }),
    };
  };
}

const REQUEST_TIMEOUT_MS = 15_000;
