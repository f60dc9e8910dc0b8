import { once } from 'node:events';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { cleanEnvironment, ROOT, RUN_JS, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';
import { type ShopCluster, startShopCluster } from '../support/stub-cluster/shop-cluster.ts';
import { TerminalSession } from '../support/terminal.ts';
import { startWebServer, type TestServer } from '../support/web-server.ts';

/** Command lines of the docs: in `sh` blocks, one a line, and between backticks in the README's table. */
function documentedCommands(): [string, string][] {
  const found: [string, string][] = [];
  for (const page of ['README.md', ...globSync('docs/*.md', { cwd: ROOT })]) {
    const text = readFileSync(ROOT + page, 'utf8');
    for (const [, block] of text.matchAll(/^```sh\n([\s\S]*?)^```/gm)) {
      for (const line of block!.split('\n')) if (line.startsWith('prof ')) found.push([page, line]);
    }
    for (const [, line] of text.matchAll(/^\|[^|]*\| `(prof [^`]+)` \|$/gm)) found.push([page, line!]);
  }
  return found;
}

/** Exit statuses that are the point of the example. */
const EXPECTED: Readonly<Record<string, number>> = {
  'prof diff base.pb.gz new.pb.gz --exit-code': 1,
  // It asks nobody.
  'prof doctor store --store s3://bucket/profiles --print-policy': 0,
  "prof diff ./base/ ./new/ --fail-on 'flat(main.parse)>+10%'": 1,
  "prof diff './base/*.pb.gz' './new/*.pb.gz' --fail-on 'any>+10%' --markdown": 1,
  "prof diff ./base/ ./new/ --fail-on 'flat(main.parse)>+10%' --junit > report.xml": 1,
  "prof diff ./base/ ./new/ --fail-on 'flat(main.parse)>+10%' --sarif > report.sarif": 1,
  "prof diff ./base/ ./new/ --fail-on 'flat(main.parse)>+10%' --github --trim-path /home/ci/shop": 1,
};

const home = temporaryFolder();
let server: TestServer;
let shop: ShopCluster;
const startService = () => execa(process.execPath, ['service.js'], { cwd: home.path, reject: false });
let service: ReturnType<typeof startService>;

const HOUR_MS = 3_600_000;

beforeAll(async () => {
  const now = Date.now();
  for (const [name, weight] of [
    ['cpu.pb.gz', 1],
    ['base.pb.gz', 2],
    ['new.pb.gz', 3],
  ] as const) {
    writeFileSync(`${home.path}/${name}`, sampleProfile('cpu', 'nanoseconds', weight, now));
  }
  const v8 = (name: string) => `${ROOT}fixtures/profiles/${name}`;
  copyFileSync(v8('node/24/cpu.cpuprofile'), `${home.path}/run.cpuprofile`);
  copyFileSync(v8('chromium/156/page.trace.json'), `${home.path}/page.trace.json`);
  for (const name of ['app', 'before', 'after']) {
    copyFileSync(v8('chromium/156/page.heapsnapshot.gz'), `${home.path}/${name}.heapsnapshot`);
  }
  mkdirSync(`${home.path}/dist`);
  for (const [folder, parse] of [
    ['base', 300],
    ['new', 600],
  ] as const) {
    mkdirSync(`${home.path}/${folder}`);
    for (let run = 0; run < 6; run++) {
      const stacks = { 'main.main;main.parse': parse + run, 'main.main;main.render': 700 - run };
      writeFileSync(`${home.path}/${folder}/${run}.pb.gz`, smallProfile({ stacks }));
    }
  }
  for (const name of ['old', 'a', 'b']) copyFileSync(`${home.path}/base.pb.gz`, `${home.path}/${name}.pb.gz`);
  mkdirSync(`${home.path}/loose`);
  copyFileSync(`${home.path}/base.pb.gz`, `${home.path}/loose/base.pb.gz`);
  mkdirSync(`${home.path}/odd/web/web-0`, { recursive: true });
  copyFileSync(`${home.path}/base.pb.gz`, `${home.path}/odd/web/web-0/20240115-120000-cpu.pb.gz`);
  mkdirSync(`${home.path}/.config/prof`, { recursive: true });
  writeFileSync(`${home.path}/.config/prof/config.yaml`, 'environments:\n  staging:\n    store: ./staging\n');
  const recorded = (name: string) => readFileSync(`${ROOT}fixtures/profiles/go/1.26/${name}`);
  writeFileSync(`${home.path}/heap.pb.gz`, recorded('heap.pb.gz'));
  for (const hoursAgo of [26, 25, 3, 2]) {
    const time = now - hoursAgo * HOUR_MS;
    writeFileSync(`${home.path}/stored.pb`, sampleProfile('cpu', 'nanoseconds', hoursAgo, time));
    const labels = `--label service-version=${hoursAgo > 24 ? '1.0' : '1.1'},git-branch=main`;
    await run(`prof put stored.pb --service checkout --type cpu ${labels}`);
    await run(`prof put heap.pb.gz --service checkout --time ${new Date(time).toISOString()} ${labels}`);
  }
  rmSync(`${home.path}/heap.pb.gz`);
  const waiters = `${ROOT}fixtures/profiles/go-waiters/1.26/`;
  copyFileSync(`${waiters}goroutine.pb.gz`, `${home.path}/goroutine.pb.gz`);
  copyFileSync(`${waiters}goroutine.debug2.txt`, `${home.path}/goroutine.txt`);
  copyFileSync(`${waiters}goroutine-later.debug2.txt`, `${home.path}/later.txt`);
  copyFileSync(`${waiters}panic.txt`, `${home.path}/crash.log`);
  server = await startWebServer((request, response) => {
    const name = new URL(request.url!, 'http://localhost').pathname.split('/').at(-1)!;
    if (name === '') response.setHeader('content-type', 'text/html').end(recorded('index.html'));
    else response.end(recorded(`${name === 'profile' ? 'cpu' : name}.pb.gz`));
  });
  // Not among the profiles that other examples are about.
  shop = await startShopCluster('in-the-cluster');
  await shop.addPreviousRevision();
  writeFileSync(`${home.path}/kubeconfig`, shop.cluster.kubeconfig());
  copyFileSync(`${ROOT}fixtures/programs/node-service/service.js`, `${home.path}/service.js`);
  copyFileSync(`${ROOT}fixtures/programs/node-service/package.json`, `${home.path}/package.json`);
  service = startService();
  await once(service.stdout, 'data');
}, 60_000);

afterAll(async () => {
  service.kill();
  await service;
  await server.close();
  await shop.stop();
  home.remove();
});

function sampleProfile(type: string, unit: string, weight: number, timeMs: number): Uint8Array {
  const builder = new ProfileBuilder({
    sampleTypes: [{ type, unit }],
    periodType: { type, unit },
    period: 1,
    timeNanos: BigInt(timeMs) * 1_000_000n,
    durationNanos: 30_000_000_000,
  });
  for (const [i, name] of ['main.main', 'main.parse', 'main.render'].entries()) {
    const location = builder.addLocation({ lines: [{ function: builder.addFunction({ name }) }] });
    builder.addSample([location], [weight * (i + 1) * 10_000_000]);
  }
  return encodePprof(builder.build());
}

const NO_S3 = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
  AWS_MAX_ATTEMPTS: '1',
};

/** There is no S3 server here; test/peers runs those lines on one. */
const expectedStatus = (line: string) => EXPECTED[line] ?? (line.includes('s3://') ? 6 : 0);

/** Runs a documented line as a shell would, with the example's places replaced by real ones. */
function run(line: string) {
  const here = line
    .replaceAll('http://localhost:6060', server?.url ?? '')
    .replaceAll('pid:4242', `pid:${service?.pid}`)
    .replaceAll('http://127.0.0.1:9000', NO_S3.AWS_ENDPOINT_URL)
    .replaceAll(/(^|\| )prof /g, `$1'${process.execPath}' '${RUN_JS}' `);
  return execa('sh', ['-c', here], {
    cwd: home.path,
    // What examples store is of some release, unless they say of which. Buckets are behind a closed port.
    env: {
      ...cleanEnvironment(home.path),
      PROF_LABELS: 'service-version=1.2',
      KUBECONFIG: 'kubeconfig',
      ...NO_S3,
    },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** A screen: it is shown on a terminal until it is quit. */
const isScreen = (line: string) =>
  /^prof(?: dash\b.*)?$/.test(line) || (line.startsWith('prof flame ') && !/ (?:-o|--output) /.test(line));

async function runScreen(line: string) {
  const session = new TerminalSession({
    file: 'sh',
    args: ['-c', line.replace(/^prof\b/, `'${process.execPath}' '${RUN_JS}'`)],
    cwd: home.path,
    env: cleanEnvironment(home.path),
  });
  await session.see('q quit');
  session.type('q');
  return { exitCode: await session.ended, stderr: '' };
}

/** Captures that are short, and follow one another at once. */
function inHaste(line: string): string {
  if (line.includes(' --canary')) return `${line} --seconds 1 --ignore-safety`;
  if (!line.startsWith('prof capture')) return line;
  const short = line.replace(/ --seconds \d+/, '').replace(/--every \S+ --for \S+/, '--every 1s --for 2s');
  return short.replace('prof capture', 'prof capture --seconds 1 --ignore-safety');
}

describe('the examples of the docs', () => {
  const commands = documentedCommands();

  it('are there', () => {
    expect(commands.filter(([page]) => page === 'README.md')).toHaveLength(12);
    expect(commands.length).toBeGreaterThan(25);
  });

  it.each(commands)('%s: %s', async (_, line) => {
    const { exitCode, stderr } = await (isScreen(line) ? runScreen(line) : run(inHaste(line)));
    expect({ exitCode, stderr }).toEqual({ exitCode: expectedStatus(line), stderr: expect.any(String) });
  });
});

/** Every example of every `--help`, but for the demo and for completion scripts, which have tests of their own. */
function helpExamples(): string[] {
  const manifest = JSON.parse(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8')) as {
    commands: Record<string, { examples: string[] }>;
  };
  return Object.entries(manifest.commands)
    .filter(([id]) => id !== 'demo' && id !== 'autocomplete')
    .flatMap(([, { examples }]) => examples.map((each) => each.replaceAll('<%= config.bin %>', 'prof')));
}

describe('the examples of --help', () => {
  // They name services, hosts and days that are not here: nothing found or unreachable is fine, wrong usage is not.
  it.each(helpExamples())('%s', async (line) => {
    const { exitCode, stderr } = await (isScreen(line) ? runScreen(line) : run(inHaste(line)));
    expect({ exitCode, stderr }).toEqual({
      exitCode: expect.toBeOneOf([0, 1, 3, 4, 6]),
      stderr: expect.not.stringMatching(/unknown flag|usage:/),
    });
  });
});
