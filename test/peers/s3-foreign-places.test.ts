import { readFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';
import { goProfile } from '../support/seed-store.ts';

const node = (name: string) => `${ROOT}fixtures/profiles/node/24/${name}`;
const OPENPROFILING = {
  'cpu_profile-2024-01-15T12:43:16.123Z.cpuprofile': node('cpu.cpuprofile'),
  'cpu_profile-2024-01-16T12:43:16.123Z.cpuprofile': node('cpu-later.cpuprofile'),
};
const AUTOPGO = {
  'cart/default.pgo': goProfile('cpu-later'),
  'cart/staging/1705320000': goProfile('cpu'),
};
const EXPORTER_METADATA = {
  kind: 'CPU_PROFILE',
  starttime: '1705322596123',
  endtime: '1705322598123',
  duration: '2000.5',
  status: '1',
};

let server: S3Server;
let bucket: string;
const home = temporaryFolder();

beforeAll(async () => {
  server = await startS3Server(MOTO);
  bucket = await server.makeBucket();
  // The same objects at the bucket's root and in a folder of it, beside what is no profile.
  const objects = ['', 'team/'].flatMap((root) =>
    Object.entries({ ...OPENPROFILING, ...AUTOPGO }).map(([key, file]) => [root + key, file] as const),
  );
  for (const [Key, file] of [...objects, ['cart/readme.txt', node('README.md')] as const]) {
    const Metadata = Key.endsWith('.cpuprofile') ? EXPORTER_METADATA : {};
    await server.client.send(
      new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(file), Metadata }),
    );
  }
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

const prof = (...args: string[]) => runProf(home.path, args, { env: server.env });
const json = async (...args: string[]) => {
  const { exitCode, stdout, stderr } = await prof(...args, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
  return JSON.parse(stdout);
};

async function keysIn(url: string): Promise<string[]> {
  const { profiles } = await json('ls', '--since', '2024-01-01', '--store', url);
  return profiles.map(({ key }: { key: string }) => key).toSorted();
}

describe('profiles of other programs', () => {
  it("are looked for under the store's own root, and never above or beside it", async () => {
    const all = Object.keys({ ...OPENPROFILING, ...AUTOPGO }).toSorted();
    const [root, folder, empty, beside] = await Promise.all([
      keysIn(`s3://${bucket}`),
      keysIn(`s3://${bucket}/team`),
      keysIn(`s3://${bucket}/team/profiles`),
      keysIn(`s3://${bucket}/tea`),
    ]);
    expect({ root, folder, empty, beside }).toEqual({ root: all, folder: all, empty: [], beside: [] });
  });

  it('cannot be named from a store below them', async () => {
    const url = `s3://${bucket}/team/profiles`;
    const [key] = Object.keys(OPENPROFILING);
    const runs = await Promise.all([
      prof('top', `store:${key}`, '--store', url),
      prof('top', `store:../${key}`, '--store', url),
      prof('top', 'openprofiling/cpu@2024-01-16', '--store', url),
    ]);
    for (const run of runs) expect(run).toMatchObject({ exitCode: expect.toBeOneOf([2, 3]), stdout: '' });
  });

  it("of OpenProfiling are compared in place, and their exporter's metadata shown", async () => {
    const store = ['--store', `s3://${bucket}/team`];
    const days = ['openprofiling/cpu@2024-01-15', 'openprofiling/cpu@2024-01-16'];
    const [inPlace, ofFiles, shown] = await Promise.all([
      json('diff', ...days, ...store),
      json('diff', ...Object.values(OPENPROFILING)),
      json('show', days[0]!, ...store),
    ]);
    expect(inPlace.rows.length).toBeGreaterThan(0);
    expect(inPlace.rows).toEqual(ofFiles.rows);
    expect(shown.profiles).toMatchObject([{ metadata: EXPORTER_METADATA, format: 'cpuprofile' }]);
  });

  it("of autopgo are compared in place, as the app's or as the service that the user names", async () => {
    const store = ['--store', `s3://${bucket}/team`];
    const [base, staged] = Object.keys(AUTOPGO).map((key) => `store:${key}`);
    const [inPlace, ofFiles, services, named, top, ofFile] = await Promise.all([
      json('diff', staged!, base!, ...store),
      json('diff', ...Object.values(AUTOPGO).toReversed()),
      json('services', ...store),
      json('services', '--foreign-service', 'shop', ...store),
      prof('top', 'cart/cpu@2024-01-15', ...store),
      prof('top', goProfile('cpu')),
    ]);
    expect(inPlace.rows.length).toBeGreaterThan(0);
    expect(inPlace.rows).toEqual(ofFiles.rows);
    const names = ({ services: rows }: { services: { service: string; profiles: number }[] }) =>
      rows.map(({ service, profiles }) => [service, profiles]);
    expect(names(services)).toEqual([
      ['cart', 2],
      ['openprofiling', 2],
    ]);
    expect(names(named)).toEqual([['shop', 4]]);
    expect(top).toMatchObject({ exitCode: 0, stdout: ofFile.stdout });
  });
});
