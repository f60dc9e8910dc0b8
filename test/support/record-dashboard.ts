// Records docs/dashboard.svg from the built prof; wants Go: node test/support/record-dashboard.ts
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { animatedScreen, type ShownScreen } from './animated-screen.ts';
import { cleanEnvironment, ROOT, RUN_JS, runProf, temporaryFolder } from './run-prof.ts';
import { TerminalSession } from './terminal.ts';

const COLUMNS = 100;
const ROWS = 24;
const DAY_MS = 86_400_000;

const home = temporaryFolder();
// Where a profile of it says that its source is.
const source = `${home.path}/example.com/prof/go-batch`;
mkdirSync(source, { recursive: true });
cpSync(`${ROOT}fixtures/programs/go-batch`, source, { recursive: true });
execFileSync('go', ['build', '-trimpath', '-o', `${home.path}/go-batch`, '.'], { cwd: source });

async function put(service: string, daysAgo: number, ...flags: string[]): Promise<void> {
  execFileSync(`${home.path}/go-batch`, ['-o', `${home.path}/cpu.pb.gz`, '-for', '4s', ...flags]);
  const time = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  await runProf(home.path, ['put', 'cpu.pb.gz', '--service', service, '--time', time]);
}
for (const daysAgo of [9, 6, 5, 3, 2, 1]) await put('checkout', daysAgo);
await put('checkout', 0.01, '-slow');
for (const daysAgo of [8, 4, 1, 0.02]) await put('storefront', daysAgo);
await put('payments', 2);

const session = new TerminalSession({
  file: process.execPath,
  args: [RUN_JS, 'dash'],
  env: { ...cleanEnvironment(home.path), COLORTERM: 'truecolor' },
  cwd: home.path,
  columns: COLUMNS,
  rows: ROWS,
});
const shown: ShownScreen[] = [];

/** Types, waits until it is seen, and keeps what the screen is then. */
async function step(keys: string, wanted: string | RegExp, caption: string): Promise<void> {
  session.type(keys);
  await session.see(wanted);
  const rows = session.screen.map((texts) =>
    texts.map((each) => ({
      ...each,
      text: each.text.replace(home.path, () => '~').padEnd(each.text.length),
    })),
  );
  shown.push({ rows, caption });
}

await step('', 'storefront', 'prof');
await step('\r', /cpu +-/, 'enter: the profiles of a service');
await step('  ', '2 marked', 'space: two are marked');
await step('d', 'CHANGE', 'd: what changed between them');
await step('\r', 'compared', 'enter: the same as a flame graph');
await step('jjjl', /main\.parseOrders\n/, 'j, l: to the frame that grew');
await step(']', 'flat%', ']: callers and callees');
await step(']]', 'ROUTINE', ']: the source, line by line');
session.type('q');
await session.ended;
writeFileSync(`${ROOT}docs/dashboard.svg`, animatedScreen(shown, COLUMNS));
home.remove();
