import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/run-prof.ts';
import { bashBlocks, runBash } from '../support/run-shell.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';
import { fillSeedStore, goProfile, SEED_PROFILES, seedKey } from '../support/seed-store.ts';

/** What the operator's documentation gives for shells, word for word. */
const THEIRS = `
aws s3 ls s3://bucket/profiles/2024-01-15/
aws s3 ls s3://bucket/profiles/2024-01-15/my-web-app/
aws s3 sync s3://bucket/profiles/2024-01-15/ ./profiles/
aws s3 sync s3://bucket/profiles/2024-01-15/my-web-app/ ./my-web-app-profiles/
aws s3 ls s3://bucket/profiles/ --recursive | grep my-web-app
aws s3api head-object \\
  --bucket my-bucket \\
  --key profiles/2024-01-15/my-web-app/20240115-120000-heap.pprof
aws s3 sync s3://bucket/profiles/2024-01-15/my-app/ ./day1/ --exclude "*" --include "*-cpu.pprof"
aws s3 sync s3://bucket/profiles/2024-01-16/my-app/ ./day2/ --exclude "*" --include "*-cpu.pprof"
go tool pprof -base=day1/20240115-120000-cpu.pprof day2/20240116-120000-cpu.pprof
aws s3 sync s3://bucket/profiles/2024-01-15/ ./analysis/
  echo "Analyzing $file"
  go tool pprof -top "$file"
done
aws s3 cp s3://bucket/profiles/ ./heap-profiles/ \\
  --recursive \\
  --exclude "*" \\
  --include "*/my-web-app/*-heap.pprof"
for f in heap-profiles/**/*-heap.pprof; do
  go tool pprof -top "$f" > "\${f}.analysis.txt"
aws s3 ls s3://bucket/profiles/$(date +%Y-%m-%d)/
`
  .trim()
  .split('\n');
/** Its loops match nothing as they are. */
const CORRECTED = ['for file in analysis/*/*-heap.pprof; do', 'shopt -s globstar'];

const blocks = bashBlocks('docs/aws.md');
const STORE = 's3://bucket/profiles';
let server: S3Server;
const home = temporaryFolder();

beforeAll(async () => {
  server = await startS3Server(MOTO);
  await Promise.all([server.makeBucket('bucket'), server.makeBucket('my-bucket')]);
  // Also of tomorrow, in case midnight is near.
  const taken = [Date.now(), Date.now() + 86_400_000].map((timeMs) => ({
    file: goProfile('cpu'),
    service: 'my-web-app-2',
    time: new Date(timeMs).toISOString(),
    type: 'cpu',
  }));
  await fillSeedStore(home.path, STORE, { env: server.env, profiles: [...SEED_PROFILES, ...taken] });
  const copied = await shell(`prof sync ${STORE} s3://my-bucket/profiles`);
  expect(copied).toMatchObject({ exitCode: 0 });
}, 120_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

const shell = (script: string, input = '') =>
  runBash(script, { cwd: home.path, env: { ...server.env, PROF_STORE: STORE }, input });

const blocksRun = new Set<string>();

/** Runs the one block of the page that begins so. */
async function documented(start: string, input = ''): Promise<string> {
  const found = blocks.filter((block) => block.startsWith(start));
  expect(found).toHaveLength(1);
  blocksRun.add(found[0]!);
  const { exitCode, stdout, stderr } = await shell(found[0]!, input);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return stdout;
}

const keysOf = (text: string) => text.match(/\d{4}-\d\d-\d\d\/\S+\.pprof/g)?.toSorted() ?? [];
const seedOf = (is: (key: string) => boolean) => SEED_PROFILES.map(seedKey).filter(is).toSorted();
const ofDay = seedOf((key) => key.startsWith('2024-01-15/'));
const ofDayAndService = seedOf((key) => key.startsWith('2024-01-15/my-web-app/'));
const ofService = seedOf((key) => key.includes('/my-web-app/'));
/** Each is what the file held that was put. */
function expectFiles(folder: string, keys: readonly string[], cut = 0): void {
  for (const profile of SEED_PROFILES.filter((each) => keys.includes(seedKey(each)))) {
    const path = `${home.path}/${folder}/${seedKey(profile).slice(cut)}`;
    expect(readFileSync(path).equals(readFileSync(profile.file)), path).toBe(true);
  }
}

describe("the page's lines", () => {
  it("are the documentation's own, all of them, but for two that are corrected", () => {
    const other = blocks.filter((block) => !/^(?:prof|export) /.test(block));
    const lines = other.flatMap((block) => block.trimEnd().split('\n'));
    expect(new Set(lines)).toEqual(new Set([...THEIRS, ...CORRECTED]));
  });
});

describe('both ways list', () => {
  it('a day', async () => {
    const [theirs, ours] = await Promise.all([
      documented('aws s3 ls s3://bucket/profiles/2024-01-15/\n'),
      documented('prof ls --date 2024-01-15\n'),
    ]);
    const services = [...theirs.matchAll(/PRE (\S+)\/$/gm)].map(([, name]) => name);
    expect(services).toEqual(['auth-service', 'my-app', 'my-web-app', 'payment-service']);
    expect(keysOf(ours)).toEqual(ofDay);
  });

  it('today', async () => {
    const [theirs, ours] = await Promise.all([
      documented('aws s3 ls s3://bucket/profiles/$('),
      documented('prof ls --date today'),
    ]);
    expect(theirs).toContain('PRE my-web-app-2/');
    expect(keysOf(ours)).toEqual([expect.stringMatching(/\/my-web-app-2\/\d{8}-\d{6}-cpu\.pprof$/)]);
  });

  it('a service on a day and on all days', async () => {
    const [theirDay, ourDay, theirAll, ourAll] = await Promise.all([
      documented('aws s3 ls s3://bucket/profiles/2024-01-15/my-web-app/'),
      documented('prof ls --date 2024-01-15 --service my-web-app'),
      documented('aws s3 ls s3://bucket/profiles/ --recursive'),
      documented('prof ls --service my-web-app'),
    ]);
    const sizes = [...theirDay.matchAll(/(\d+) (\S+\.pprof)$/gm)].map(([, size, name]) => [name, size]);
    const expected = SEED_PROFILES.filter((each) => ofDayAndService.includes(seedKey(each)));
    expect(Object.fromEntries(sizes)).toEqual(
      Object.fromEntries(
        expected.map((each) => [seedKey(each).split('/')[2], String(statSync(each.file).size)]),
      ),
    );
    expect(keysOf(ourDay)).toEqual(ofDayAndService);
    expect(keysOf(theirAll).filter((key) => key.includes('/my-web-app/'))).toEqual(ofService);
    expect(keysOf(theirAll)).toHaveLength(ofService.length + 2);
    expect(keysOf(ourAll)).toEqual(ofService);
  });
});

describe('both ways bring', () => {
  it('the profiles of a day, and of a service', async () => {
    // Both name one folder on the page; the keys below it differ.
    await documented('aws s3 sync s3://bucket/profiles/2024-01-15/ ./profiles/');
    await Promise.all([
      documented('prof sync store: ./profiles'),
      documented('aws s3 sync s3://bucket/profiles/2024-01-15/my-web-app/ '),
      documented('prof sync store: ./my-web-app-profiles'),
    ]);
    expectFiles('profiles', ofDay, '2024-01-15/'.length);
    expectFiles('profiles', ofDay);
    expectFiles('my-web-app-profiles', ofDayAndService, '2024-01-15/my-web-app/'.length);
    expectFiles('my-web-app-profiles', ofDayAndService);
  });

  it('metadata', async () => {
    const [theirs, ours] = await Promise.all([
      documented('aws s3api head-object'),
      documented('prof show my-web-app/heap'),
    ]);
    expect(JSON.parse(theirs)).toMatchObject({
      ContentLength: statSync(goProfile('heap')).size,
      Metadata: {
        'pod-name': 'my-web-app-7d8f9c5b6d-xyz456',
        'profile-type': 'heap',
        timestamp: '2024-01-15T12:00:00Z',
        version: 'v1.2.3',
      },
    });
    expect(ours).toMatch(/^ +pod +my-web-app-7d8f9c5b6d-xyz456$/m);
    expect(ours).toMatch(/^ +time +2024-01-15T12:00:00Z$/m);
    expect(ours).toMatch(/^ +version +v1.2.3$/m);
  });
});

describe('both ways analyse', () => {
  it('the change from one day to the next', async () => {
    const [theirs, ours, diff] = await Promise.all([
      documented('aws s3 sync s3://bucket/profiles/2024-01-15/my-app/', 'top\n'),
      documented('prof top my-app/cpu@2024-01-16 --base'),
      documented('prof diff my-app/cpu@2024-01-15'),
    ]);
    const rows = (text: string) => text.slice(text.indexOf('      flat')).split('\n').slice(0, 11);
    expect(rows(theirs)).toHaveLength(11);
    expect(rows(ours)).toEqual(rows(theirs));
    const [name] = /\S+$/.exec(rows(theirs)[1]!)!;
    expect(diff).toContain(name);
  });

  it('all heap profiles of a day, and of a service', async () => {
    const [theirs, ours, , ourService] = await Promise.all([
      documented('aws s3 sync s3://bucket/profiles/2024-01-15/ ./analysis/'),
      documented('prof top --each --date 2024-01-15'),
      documented('aws s3 cp'),
      documented('prof top --each --service my-web-app'),
    ]);
    const tables = theirs.split(/^Analyzing /m).slice(1);
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      const [path, ...report] = table.split('\n');
      const key = path!.replace('analysis/', '2024-01-15/');
      expect(ours).toContain(`==> ${key} <==\n${report.join('\n').trimEnd()}\n`);
    }
    const heaps = ofService.filter((key) => key.endsWith('-heap.pprof'));
    expect(heaps).toHaveLength(3);
    for (const key of heaps) {
      const table = readFileSync(`${home.path}/heap-profiles/${key}.analysis.txt`, 'utf8');
      expect(ourService).toContain(`==> ${key} <==\n${table}`);
    }
  });
});

it('nothing of the page was left out', () => {
  expect(blocks.filter((block) => !blocksRun.has(block))).toEqual([`export PROF_STORE=${STORE}\n`]);
});
