/**
 * A day of refreshes of a list that changes, drawn each time: node --expose-gc dashboard-soak.ts. Prints as JSON what the
 * heap holds after a tenth of them, and at the end.
 */
import type { Backend } from '../../src/dashboard/backend.ts';
import { Dashboard } from '../../src/dashboard/dashboard.ts';
import { drawDashboard } from '../../src/dashboard/draw/draw-dashboard.ts';
import { KEY_TABLE } from '../../src/dashboard/keys/key-table.ts';
import type { Screen, TableBody } from '../../src/dashboard/screens/screen.ts';

const REFRESHES = 2880;
const ROWS = 5000;

interface Row {
  readonly id: number;
  readonly text: string;
}

let round = 0;
const body: TableBody<Row> = {
  kind: 'table',
  columns: [
    { header: 'ID', cell: ({ id }) => String(id) },
    { header: 'TEXT', cell: ({ text }) => text },
  ],
  idOf: ({ id }) => String(id),
  load: async function* () {
    round++;
    // A few go and a few come each time.
    yield Array.from({ length: ROWS }, (_, i) => ({ id: round + i, text: `row ${round + i} of ${round}` }));
  },
  nothing: () => [],
};
const screen: Screen = {
  id: 'soak',
  title: 'Soak',
  crumb: () => 'soak',
  contexts: [],
  tabs: [{ id: 'soak', title: 'soak', body }],
};
const nothing = () => {};
const backend = {
  choice: {},
  config: { storeUrl: 'file:/store', production: false, readOnly: false },
  wiring: { clock: { nowMs: () => round * 30_000 } },
  environments: [],
} as unknown as Backend;
const dashboard = new Dashboard({
  screens: [screen],
  keys: KEY_TABLE,
  backend,
  openBackend: async () => backend,
  terminal: { quit: nothing, suspend: nothing, copy: nothing, handOver: async () => {}, setMouse: nothing },
  size: { columns: 120, rows: 40 },
  hasMouse: false,
  first: { screen: 'soak', params: {} },
});

const heapMB = () => {
  globalThis.gc!();
  return process.memoryUsage().heapUsed / 1e6;
};

let earlyMB = 0;
for (let i = 1; i <= REFRESHES; i++) {
  const loaded = Promise.withResolvers<void>();
  const stop = dashboard.subscribe(() => {
    if (!dashboard.body.isLoading && round === i) loaded.resolve();
  });
  dashboard.reload();
  await loaded.promise;
  stop();
  dashboard.key('j');
  drawDashboard(dashboard, { colors: 256, isAscii: false });
  if (i === REFRESHES / 10) earlyMB = heapMB();
}
console.log(JSON.stringify({ earlyMB, lateMB: heapMB(), refreshes: REFRESHES }));
