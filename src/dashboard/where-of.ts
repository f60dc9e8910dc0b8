import type { Backend } from './backend.ts';
import type { Where } from './state/dashboard-state.ts';

/** What the first line says at the start; of a cluster more is known when it was asked. */
export function whereOf({ config, choice }: Backend): Where {
  return {
    store: config.storeUrl,
    environment: config.environment,
    context: choice.context,
    namespace: choice.namespace,
    isProduction: config.production,
    isReadOnly: config.readOnly,
  };
}
