import type { Tab } from '../screens/screen.ts';
import { changeTable } from './change-table.ts';
import { functionTable } from './function-table.ts';
import { textTab } from './text-tab.ts';

const FLAME: Tab = { id: 'flame', title: 'flame', body: { kind: 'flame' } };
const TEXTS: readonly Tab[] = [
  textTab('tree', 'tree', 'tree'),
  textTab('peek', 'peek', 'peek'),
  textTab('source', 'source', 'list'),
];

/** The views of one profile. */
export const PROFILE_TABS: readonly [Tab, ...Tab[]] = [
  { id: 'top', title: 'top', body: functionTable },
  FLAME,
  ...TEXTS,
  textTab('tags', 'tags', 'tags'),
  textTab('raw', 'raw', 'raw'),
];

/** The views of two that are compared. */
export const DIFF_TABS: readonly [Tab, ...Tab[]] = [
  { id: 'changes', title: 'changes', body: changeTable },
  FLAME,
  ...TEXTS,
];
