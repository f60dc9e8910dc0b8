import type { Dashboard } from './dashboard.ts';
import { blocksOf } from './keys/key-table.ts';
import type { MenuEntry } from './state/dashboard-state.ts';

/** What keys do here, as a menu that does it. */
export async function showHelp(dashboard: Dashboard): Promise<void> {
  const choices: ({ readonly context: string; readonly id: string } | undefined)[] = [];
  const entries: MenuEntry[] = [];
  for (const { context, title, bindings } of blocksOf(dashboard.contexts, dashboard.options.keys)) {
    entries.push({ key: '', label: title, isHeading: true });
    choices.push(undefined);
    for (const { id, keys, label } of bindings) {
      entries.push({ key: keys.join(' '), label });
      choices.push({ context, id });
    }
  }
  const index = await dashboard.choose('keys', entries);
  const choice = index === undefined ? undefined : choices[index];
  if (choice !== undefined) dashboard.run(choice.context, choice.id);
}
