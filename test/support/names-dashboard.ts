import type { Backend } from '../../src/dashboard/backend.ts';
import { Dashboard } from '../../src/dashboard/dashboard.ts';
import { KEY_TABLE } from '../../src/dashboard/keys/key-table.ts';
import { inOnePiece, type Screen, type TableBody } from '../../src/dashboard/screens/screen.ts';
import type { ScreenSize } from '../../src/dashboard/state/dashboard-state.ts';

interface NameRow {
  readonly id: number;
  readonly name: string;
}

/** A dashboard of one view, a list of these names, without anything outside: loaded once this resolves. */
export async function namesDashboard(names: readonly string[], size: ScreenSize): Promise<Dashboard> {
  const rows = names.map((name, id): NameRow => ({ id, name }));
  const body: TableBody<NameRow> = {
    kind: 'table',
    columns: [
      { header: 'ID', align: 'right', cell: ({ id }) => String(id), sortBy: ({ id }) => id },
      { header: 'NAME', cell: ({ name }) => name },
      { header: 'AGAIN', isOptional: true, cell: ({ name }) => name },
    ],
    idOf: ({ id }) => String(id),
    load: () => inOnePiece(Promise.resolve(rows)),
    nothing: () => ['no names'],
  };
  const screen: Screen = {
    id: 'names',
    title: 'Names',
    digit: '1',
    crumb: () => names.at(-1) ?? 'names',
    contexts: [],
    tabs: [{ id: 'names', title: 'names', body }],
  };
  const dashboard = new Dashboard({
    screens: [screen],
    keys: KEY_TABLE,
    backend: backendOf(names[0] ?? 'store'),
    openBackend: () => Promise.reject(new Error('there is no other')),
    terminal: { quit() {}, suspend() {}, copy() {}, handOver: (run) => run(), setMouse() {} },
    size,
    hasMouse: true,
    first: { screen: 'names', params: {} },
  });
  const loaded = new Promise<void>((resolve) => {
    const stop = dashboard.subscribe(() => {
      if (dashboard.body.loadedMs === undefined) return;
      stop();
      resolve();
    });
  });
  dashboard.start();
  await loaded;
  return dashboard;
}

/** As much of one as a view without a store of its own needs. */
const backendOf = (storeUrl: string): Backend =>
  ({
    choice: { context: storeUrl, namespace: storeUrl },
    config: { storeUrl, environment: storeUrl, production: true, readOnly: true },
    wiring: { clock: { nowMs: () => 1_700_000_000_000 } },
    environments: [],
    flagWords: [],
  }) as unknown as Backend;
