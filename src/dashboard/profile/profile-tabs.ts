import type { Tab } from '../screens/screen.ts';

/** The views of one profile. */
export const profileTabs: readonly [Tab, ...Tab[]] = [
  { id: 'flame', title: 'flame', body: { kind: 'flame' } },
];
