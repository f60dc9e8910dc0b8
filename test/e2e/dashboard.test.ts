import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { gzip } from '../../src/profile/gzip.ts';
import { startFakeS3 } from '../support/fake-s3.ts';
import { cleanEnvironment, RUN_JS, runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { type ShopCluster, startShopCluster } from '../support/stub-cluster/shop-cluster.ts';
import { TerminalSession } from '../support/terminal.ts';

const home = temporaryFolder();
const sessions: TerminalSession[] = [];
const HOSTILE = 'evil\u202e\u001b[2Jname';
const ENTER = '\r';
const ESC = '\u001b';

interface Opened {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly columns?: number;
  readonly rows?: number;
}

/** The dashboard, begun as people do. */
function open({ args = [], env = {}, ...size }: Opened = {}): TerminalSession {
  const session = new TerminalSession({
    file: process.execPath,
    args: [RUN_JS, ...args],
    env: { ...cleanEnvironment(home.path), KUBECONFIG: `${home.path}/nowhere`, ...env },
    cwd: home.path,
    columns: 100,
    rows: 30,
    ...size,
  });
  sessions.push(session);
  return session;
}

/** Types, and waits until the answer is seen. */
async function press(session: TerminalSession, keys: string, wanted: string | RegExp): Promise<void> {
  session.type(keys);
  await session.see(wanted);
}

async function put(service: string, time: string, type: string, stacks: Record<string, number>) {
  writeFileSync(`${home.path}/new.pb.gz`, smallProfile({ stacks, time, seconds: 10 }));
  const run = await runProf(home.path, [
    'put',
    'new.pb.gz',
    '--service',
    service,
    '--time',
    time,
    '--type',
    type,
  ]);
  expect(run).toMatchObject({ exitCode: 0 });
}

beforeAll(async () => {
  const dayMs = 86_400_000;
  const ago = (days: number) => `${new Date(Date.now() - days * dayMs).toISOString().slice(0, 19)}Z`;
  await put('checkout', ago(2), 'cpu', { 'main;parse': 1e9, 'main;render': 3e9 });
  await put('checkout', ago(1), 'cpu', { 'main;parse': 3e9, 'main;render': 3e9 });
  await put('checkout', ago(1), 'heap', { 'main;keep': 4096 });
  await put('payments', ago(3), 'cpu', { [`main;${HOSTILE}`]: 5e9 });
  mkdirSync(`${home.path}/empty`);
}, 60_000);
afterEach(() => {
  for (const session of sessions.splice(0)) session.kill();
});
afterAll(() => home.remove());

function expectRestored(session: TerminalSession): void {
  const { raw } = session;
  expect(session.isAlternate).toBe(false);
  expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
  expect(raw.lastIndexOf('\u001b[?1006l')).toBeGreaterThan(raw.lastIndexOf('\u001b[?1006h'));
}

describe('prof on a terminal', () => {
  it('leads from services to the function that became slower', async () => {
    const session = open();
    // Of 4 s parse took 1 s, of 6 s it takes 3: from 25 % to 50 %.
    await session.see(/checkout +cpu,heap .*\+25\.0 pp parse/);
    await press(session, `/check${ENTER}`, '1 of 2');
    await press(session, ENTER, /services › checkout/);
    await press(session, `/cpu${ENTER}`, '2 of 3');
    await press(session, '  ', '2 marked');
    await press(session, 'd', /\+2s +\+25\.0 +1s +3s .*parse/);
    await press(session, ']', 'compared');
    await press(session, ']', /flat% +sum%/);
    // From a function to who calls it.
    await press(session, '[[', /CHANGE.*\n>/);
    await press(session, 'y', 'copied: prof diff');
    await press(session, '6', /prof diff store:/);
    session.type('q');
    expect(await session.ended).toBe(0);
    expectRestored(session);
  });

  it('shows a profile in all its views, narrowed in all of them', async () => {
    const session = open();
    await session.see('checkout');
    await press(session, `2`, 'heap');
    await press(session, `/checkout.*cpu${ENTER}`, '2 of 4');
    await press(session, ENTER, /FLAT%[\s\S]*50\.00%/);
    await press(session, 'F', /\[focus (?:parse|render)\]/);
    await press(session, ']', /\[focus (?:parse|render)\]/);
    await press(session, ']', 'flat%');
    await press(session, ']', 'calls%');
    await press(session, ']', /No source information for/);
    await press(session, 'X', /as of/);
    await press(session, ']]', 'PeriodType');
    await press(session, '/Locations\r', '1 of 1');
    await press(session, 'y', /copied: prof raw store:/);
  });

  it('says how to get a first profile where there is none', async () => {
    const session = open({ args: ['--store', './empty'] });
    await session.see('Three ways to get one');
    await press(session, '3', 'no kubeconfig');
    await press(session, '4', 'nothing has been done yet');
    await press(session, '5', /store +ok/);
  });

  it('changes nothing where it is read-only', async () => {
    const session = open({ args: ['dash', '--read-only'] });
    await session.see('read-only');
    await press(session, 'c', 'this is read-only');
    await press(session, 'U', 'this is read-only');
    await press(session, ':everywhere.capture\r', 'this is read-only');
  });

  it('puts a file into the store as a job', async () => {
    writeFileSync(`${home.path}/upload.pb.gz`, smallProfile({ time: '2024-01-15T12:00:00Z' }));
    const session = open({ args: ['--store', './uploads'] });
    await session.see('Three ways');
    await press(session, 'U', 'put which file');
    await press(session, `upload.pb.gz${ENTER}`, 'of which service');
    await press(session, `shop${ENTER}`, '1 profile stored');
    await press(session, '2', /2024-01-15 12:00:00 +shop/);
    await press(session, '4', /done +put upload\.pb\.gz +1 profile stored/);
  });

  it('looks at another store from wherever it is', async () => {
    const session = open();
    await session.see('checkout');
    await press(session, '2', /POD[\s\S]*\n> /);
    await press(session, ENTER, 'FLAT%');
    await press(session, ':store ./empty\r', 'Three ways to get one');
    await press(session, ':store ./.local/share/prof/store\r', 'payments');
    await press(session, ':nothing\r', 'no command nothing');
  });

  it('shows hostile names as text', async () => {
    const session = open();
    await session.see('payments');
    await press(session, '2', 'payments');
    await press(session, `/payments${ENTER}`, '1 of 4');
    await press(session, ENTER, 'evil\\u202e\\x1b[2Jname');
    await press(session, ']', 'evil');
    expect(session.raw).not.toContain('\u202e');
    expect(session.raw).not.toContain('\u001b[2Jname');
  });

  it('draws no screen anew from nothing, and little for a key', async () => {
    const session = open({ columns: 80, rows: 24 });
    await session.see('as of');
    await press(session, '2', /heap/);
    const before = session.raw.length;
    await press(session, 'j', /\n {2}.*\n> /);
    expect(session.raw.length - before).toBeLessThan(1500);
    expect(session.raw.slice(before)).not.toContain('\u001b[2J');
  });
});

describe('what is around the dashboard', () => {
  it('edits the source of a function at its line, and comes back', async () => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] });
    const where = { name: 'main.work', filename: 'src/main.go', startLine: 7 };
    const location = builder.addLocation({ lines: [{ function: builder.addFunction(where), line: 8 }] });
    builder.addSample([location], [5e9]);
    mkdirSync(`${home.path}/src`, { recursive: true });
    writeFileSync(`${home.path}/src/main.go`, 'package main\n');
    writeFileSync(`${home.path}/source.pb.gz`, gzip(encodePprof(builder.build())));
    // An editor that says what it was given, and waits for a key.
    writeFileSync(`${home.path}/vi`, '#!/bin/sh\necho "EDITS $*"\nread line\n', { mode: 0o755 });
    await runProf(home.path, [
      'put',
      'source.pb.gz',
      '--service',
      'edited',
      '--type',
      'cpu',
      '--store',
      './edited',
    ]);
    const session = open({ args: ['--store', './edited'], env: { VISUAL: `${home.path}/vi` } });
    await session.see('edited');
    await press(session, '2', /POD[\s\S]*\n> /);
    await press(session, ENTER, 'main.work');
    await press(session, 'e', `EDITS +7 ${home.path}/src/main.go`);
    expect(session.isAlternate).toBe(false);
    // Said when keys are read again.
    await press(session, ENTER, /edited \//);
    expect(session.isAlternate).toBe(true);
    await press(session, '[', 'PeriodType');
    session.type('q');
    expect(await session.ended).toBe(0);
    expectRestored(session);
  });

  it('looks at a bucket, and says what is wrong where there is none', async () => {
    const fake = await startFakeS3();
    const env = {
      AWS_ENDPOINT_URL: fake.url,
      AWS_ACCESS_KEY_ID: 'AKIAOFTHETEST',
      AWS_SECRET_ACCESS_KEY: 'canary-secret',
      AWS_REGION: 'eu-west-1',
      AWS_MAX_ATTEMPTS: '1',
    };
    const args = ['--store', 's3://bucket/team'];
    const file = smallProfile({ time: new Date().toISOString() });
    writeFileSync(`${home.path}/bucket.pb.gz`, file);
    await runProf(home.path, ['put', 'bucket.pb.gz', '--service', 'stored', ...args], { env });
    const session = open({ args, env });
    await session.see(/stored +cpu/);
    await press(session, ENTER, /POD[\s\S]*\n> /);
    await press(session, ENTER, 'FLAT%');
    await fake.close();
    await press(session, '1', 'services');
    await press(session, 'r', /✗ .*(?:refused|reach).*again at/);
    // What was there stays.
    expect(session.text).toMatch(/stored +cpu/);
    session.type('q');
    expect(await session.ended).toBe(0);
    expect(session.raw).not.toContain('canary-secret');
  });
});

describe('pods on the dashboard', () => {
  let shop: ShopCluster;
  beforeAll(async () => {
    shop = await startShopCluster();
    // Nothing listens in this one.
    const containers = [{ name: 'main', image: 'shop:1', ports: [{ name: 'pprof', containerPort: 6060 }] }];
    shop.cluster.add(podObject('silent', { namespace: 'shop', labels: { app: 'silent' }, containers }));
    writeFileSync(`${home.path}/kubeconfig`, shop.cluster.kubeconfig(), { mode: 0o600 });
  });
  afterAll(() => shop.stop());

  it('of production are marked, and asked about before they are captured', async () => {
    const file = `${home.path}/.config/prof/config.yaml`;
    mkdirSync(`${home.path}/.config/prof`, { recursive: true });
    writeFileSync(file, 'environments:\n  prod:\n    context: stub\n    production: true\n');
    try {
      const session = open({ env: { KUBECONFIG: `${home.path}/kubeconfig` }, args: ['--store', './asked'] });
      await session.see('Three ways');
      expect(session.text).not.toContain('PRODUCTION');
      await press(session, '3', /PRODUCTION[\s\S]*x2x4z/);
      await press(session, 'c', 'types and seconds');
      await press(session, `\u0015heap 1${ENTER}`, /environment prod is production[\s\S]*y yes/);
      await press(session, 'n', /x2x4z/);
      await press(session, '4', 'nothing has been done yet');
    } finally {
      writeFileSync(file, '');
    }
  });

  it('are captured as a job, of which one may fail', async () => {
    const session = open({ env: { KUBECONFIG: `${home.path}/kubeconfig` }, args: ['--store', './pods'] });
    await session.see('Three ways');
    await press(session, '3', /silent +silent +.*:6060/);
    await press(session, '   ', '3 marked');
    await press(session, 'c', 'types and seconds');
    await press(session, `\u0015heap 1${ENTER}`, /2 profiles kept, 1 not/);
    await press(session, '4', /failed +capture pod\//);
    await press(session, ENTER, /pod\/silent +failed/);
    expect(session.text).toMatch(/pod\/checkout-7d8f9c5b6d-x2x4z +heap kept/);
    await press(session, ESC, 'STATUS');
    await press(session, '2', /checkout +heap +x2x4z/);
    await press(session, '6', /prof capture pod\/checkout/);
  });
});
