import type { Screen, Tab } from './screen.ts';

/** Contexts of the key table that hold on a tab of a view, the most special first. */
export function contextsOf({ contexts }: Screen, { body }: Tab): readonly string[] {
  return [...contexts, body.kind === 'table' ? 'list' : body.kind, 'everywhere'];
}
