import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DashboardSessions } from '../support/dashboard-sessions.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { goProfile } from '../support/seed-store.ts';
import { type ShopCluster, startShopCluster } from '../support/stub-cluster/shop-cluster.ts';

const home = temporaryFolder();
const sessions = new DashboardSessions(home.path);
const shell = '\u001b[31mred\u001b[0m';

async function put(store: string, service: string, file = goProfile('cpu')): Promise<void> {
  const { exitCode, stderr } = await runProf(home.path, [
    'put',
    file,
    '--store',
    store,
    '--service',
    service,
  ]);
  if (exitCode !== 0) throw new Error(stderr);
}

beforeAll(async () => {
  const { exitCode, stderr } = await runProf(home.path, ['demo']);
  if (exitCode !== 0) throw new Error(stderr);
  for (const service of ['alpha', 'beta', 'gamma']) await put(`${home.path}/three`, service);
  await put(`${home.path}/three`, 'gamma', goProfile('cpu-later'));
}, 60_000);
afterEach(() => sessions.killAll());
afterAll(() => home.remove());

describe('prof, the dashboard', () => {
  it('finds a regression: services, two marked, what changed, flame graph, source, and back', async () => {
    const session = sessions.prof(['--store', 'demo'], { columns: 120 });
    await session.see(/^> checkout /m);
    session.type('\r');
    await session.see('services › checkout');
    await session.see(/^4 {2}as of/m);
    session.type('/cpu\r');
    await session.see('2 of 4  /cpu');
    session.type(' j ');
    await session.see('2 marked');
    session.type('d');
    await session.see('[changes]');
    await session.see(/^>.* findCoupon/m);
    session.type(']');
    await session.see('+ more than in the base, - less');
    await session.see('[flame]');
    session.type('[');
    await session.see(/^>.* findCoupon/m);
    session.type('[');
    await session.see('[source]');
    await session.see(/ROUTINE =+ findCoupon in/);
    await session.see('function findCoupon(');
    session.type('\u001b');
    await session.see('2 of 4  /cpu');
    session.type('\u001b');
    await session.see(/^4 {2}2 marked/m);
    session.type('\u001b');
    await session.see(/^> checkout /m);
  });

  it('filters by every key, sorts with an arrow, and keeps the row under the cursor', async () => {
    const session = sessions.prof(['--store', `${home.path}/three`], { columns: 120 });
    await session.see(/^> alpha/m);
    session.type('/mm');
    await session.see(/^services *\n.*\n> gamma/m);
    session.type('\r');
    await session.see('1 of 3  /mm');
    session.type('\u001b');
    await session.see(/^ {2}alpha/m);
    await session.see(/^> gamma/m);
    session.type('sss');
    await session.see(/PROFILES▼/);
    await session.see('by PROFILES');
    await session.see(/\n> gamma.*\n {2}(?:alpha|beta)/);
    session.type('S');
    await session.see(/PROFILES▲/);
    await session.see(/\n {2}(?:alpha|beta).*\n> gamma/);
  });

  it('takes commands by their names, completes them, and says what is near a wrong one', async () => {
    const session = sessions.prof(['--store', `${home.path}/three`]);
    await session.see(/^> alpha/m);
    session.type(':prof\t\r');
    await session.see(/^profiles/m);
    await session.see('cpu');
    session.type(':servces\r');
    await session.see('did you mean services?');
    session.type(':store demo\r');
    await session.see('demo/store');
  });

  it('runs an entry of its help', async () => {
    const session = sessions.prof(['--store', `${home.path}/three`], { rows: 50 });
    await session.see(/^> alpha/m);
    session.type('?');
    await session.see('the last row');
    session.type('G');
    await session.see(/^> alpha/m);
    session.type('?');
    await session.see('sort by the next column');
    session.type('s');
    await session.see(/^.*▲/m);
  });

  it('has keys of the user’s own', async () => {
    const settings = `${home.path}/own`;
    mkdirSync(`${settings}/prof`, { recursive: true });
    const keys = 'keys:\n  list.down: ["z"]\n  everywhere.quit: ["Z"]\n';
    writeFileSync(`${settings}/prof/config.yaml`, keys, { mode: 0o600 });
    const env = { XDG_CONFIG_HOME: settings };
    const session = sessions.prof(['--store', `${home.path}/three`], { env });
    await session.see(/^> alpha/m);
    session.type('jqz');
    await session.see(/^> beta/m);
    await session.see('Z quit');
    session.type('Z');
    expect(await session.ended).toBe(0);
  });

  it('shows three ways to a first profile where there is none', async () => {
    const session = sessions.prof(['--store', `${home.path}/empty`], { columns: 120 });
    await session.see('Three ways to get one:');
    for (const way of ['prof capture http://', 'prof capture deploy/', 'prof put ', ':demo']) {
      await session.see(way);
    }
  });

  it('shows a hostile name as the text that it is', async () => {
    const store = `${home.path}/hostile`;
    await put(store, shell);
    const session = sessions.prof(['--store', store]);
    await session.see(/^> .*red/m);
    session.type('\r');
    await session.see(/^services › .*red/m);
    await session.see(/^1 {2}as of/m);
    expect(session.raw).not.toContain(shell);
  });

  it('is plain where NO_COLOR says so, and ASCII where that is asked for', async () => {
    const session = sessions.prof(['--store', `${home.path}/three`, '--ascii'], { env: { NO_COLOR: '1' } });
    await session.see(/^> alpha/m);
    expect(session.text).toMatch(/^[\x20-\x7e\n]*$/);
    expect(session.text).toMatch(/^> alpha.*#/m);
    session.type('\r');
    await session.see('services > alpha');
    const looks = session.screen.flat().map(({ look }) => look);
    expect(looks.filter(({ foreground, background }) => (foreground ?? background) !== undefined)).toEqual(
      [],
    );
    expect(session.text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('refuses where there is no terminal, and says what to do', async () => {
    const { exitCode, stdout, stderr } = await runProf(home.path, ['dash']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('prof ls lists profiles');
  });
});

describe('pods on the dashboard', () => {
  let shop: ShopCluster;
  beforeAll(async () => {
    shop = await startShopCluster();
    shop.cluster.programs.set('shop/checkout-7d8f9c5b6d-bcdfg', new Map());
    writeFileSync(`${home.path}/kubeconfig`, shop.cluster.kubeconfig(), { mode: 0o600 });
  });
  afterAll(() => shop.stop());

  it('are captured from, and what one of them failed with is kept beside what the other gave', async () => {
    const args = ['dash', '-n', 'shop', '--store', `${home.path}/pods`];
    const env = { KUBECONFIG: `${home.path}/kubeconfig` };
    const session = sessions.prof(args, { columns: 140, env });
    await session.see('Three ways');
    session.type('3');
    await session.see(/checkout-7d8f9c5b6d-x2x4z +checkout/);
    await session.see(/checkout-7d8f9c5b6d-bcdfg +checkout/);
    session.type(' j ');
    await session.see('2 marked');
    session.type('c');
    await session.see('types and seconds: cpu,heap 30');
    session.type('\u0015heap\r');
    await session.see('1 profile kept, 1 not');
    session.type('4');
    await session.see(/^> .*failed +capture pod\/checkout/m);
    session.type('\r');
    await session.see(/heap kept, .*checkout/);
    await session.see(/bcdfg +failed: /);
    session.type('\u001b');
    await session.see(/^> .*failed +capture/m);
    session.type('1');
    await session.see(/^> checkout /m);
  });
});
