import { Box, Text, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { createElement, type ReactElement, useEffect, useSyncExternalStore } from 'react';
import type { Dashboard } from './dashboard.ts';
import { drawDashboard } from './draw/draw-dashboard.ts';
import { spokenDashboard } from './draw/spoken-dashboard.ts';
import type { ScreenStyle } from './flame/cell-style.ts';
import { keyNames } from './key-names.ts';

export interface DashboardViewProps {
  readonly dashboard: Dashboard;
  readonly style: ScreenStyle;
  /** What stands for the lines of a screen in the screen library. */
  readonly rows: (lines: readonly string[]) => string[];
  /** Gets the screen library's own way to hand the terminal over. */
  readonly onReady: (app: ReturnType<typeof useApp>) => void;
}

/** Draws the dashboard and hands it the keys: the only component there is. */
export function DashboardView({ dashboard, style, rows, onReady }: DashboardViewProps): ReactElement {
  const app = useApp();
  const isSpoken = useIsScreenReaderEnabled();
  useSyncExternalStore(dashboard.subscribe, dashboard.snapshot);
  useEffect(() => onReady(app), [app, onReady]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) dashboard.key(name);
  });
  usePaste((text) => dashboard.paste(text));
  const lines = isSpoken ? spokenDashboard(dashboard) : rows(drawDashboard(dashboard, style));
  return createElement(
    Box,
    { flexDirection: 'column' },
    // A line that is empty would take no row.
    ...lines.map((line, row) =>
      createElement(Text, { key: row, wrap: 'truncate' }, line === '' ? ' ' : line),
    ),
  );
}
