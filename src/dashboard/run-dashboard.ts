/** `prof` on a terminal. */
import { createElement } from 'react';
import type { Backend, OpenBackend } from './backend.ts';
import { Dashboard } from './dashboard.ts';
import { DashboardView } from './dashboard-view.ts';
import type { ScreenStyle } from './flame/cell-style.ts';
import { KEY_TABLE } from './keys/key-table.ts';
import { type KeySettings, rebind } from './keys/rebind.ts';
import { runScreen } from './run-screen.ts';
import { SCREENS } from './screens/all.ts';
import { contextsOf } from './screens/contexts-of.ts';

export interface RunDashboardOptions {
  readonly backend: Backend;
  readonly openBackend: OpenBackend;
  readonly style: ScreenStyle;
  readonly hasMouse: boolean;
  readonly keys: KeySettings;
  readonly signal: AbortSignal;
}

/** Resolves when the user quits. @throws ProfError CONFIG_INVALID for keys that cannot be bound so */
export async function runDashboard(options: RunDashboardOptions): Promise<void> {
  const { backend, openBackend, style, hasMouse, signal } = options;
  const together = SCREENS.flatMap((screen) => screen.tabs.map((tab) => contextsOf(screen, tab)));
  const keys = rebind(KEY_TABLE, options.keys, together);
  let dashboard: Dashboard | undefined;
  try {
    await runScreen({
      input: process.stdin,
      output: process.stdout,
      hasMouse,
      signal,
      onMouse: (event) => dashboard?.mouse(event),
      onResize: () => dashboard?.resize(screenSize()),
      view: (handle, onReady) => {
        dashboard = new Dashboard({
          screens: SCREENS,
          keys,
          backend,
          openBackend,
          terminal: handle,
          size: screenSize(),
          hasMouse,
          first: { screen: SCREENS[0]!.id, params: {} },
        });
        dashboard.start();
        return createElement(DashboardView, { dashboard, style, rows: handle.rows, onReady });
      },
    });
  } finally {
    dashboard?.close();
  }
}

const screenSize = () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });
