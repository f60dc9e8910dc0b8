import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';

const CPU = fileURLToPath(new URL('../../fixtures/profiles/go/1.26/cpu-later.pb.gz', import.meta.url));

let server: S3Server;
const home = temporaryFolder();
beforeAll(async () => {
  server = await startS3Server(MOTO);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

const prof = (...args: string[]) => runProf(home.path, args, { env: server.env });

async function aws(...args: string[]): Promise<string> {
  const env = { ...process.env, ...server.env, AWS_DEFAULT_REGION: 'us-east-1' };
  return (await promisify(execFile)('aws', args, { env })).stdout;
}

/** As the AWS tools list them. */
async function keysOf(bucket: string): Promise<string[]> {
  const listed = await aws('s3', 'ls', '--recursive', `s3://${bucket}/`);
  return listed
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).slice(3).join(' '));
}

it('moves what the AWS CLI wrote by pods into the store in the same bucket, and leaves the rest', async () => {
  const bucket = await server.makeBucket();
  const old = (key: string) => aws('s3', 'cp', CPU, `s3://${bucket}/${key}`);
  await old('shop/checkout-7d8f9c5b6d-x2x4z/20240115-120000/cpu.pprof');
  await old('shop/checkout-7d8f9c5b6d-bcdfg/20240115-120000/cpu.pprof');
  await old('shop/db-0/2024-01-16T08:30:00Z/profile.pb.gz');
  await old('notes/read me.txt');
  const store = ['--store', `s3://${bucket}/profiles`];
  const migrate = ['migrate', `s3://${bucket}`, ...store, '--move'];

  const before = await keysOf(bucket);
  expect(await prof(...migrate, '--dry-run')).toMatchObject({ exitCode: 0 });
  // No terminal to ask on.
  expect(await prof(...migrate)).toMatchObject({ exitCode: 2 });
  expect(await keysOf(bucket)).toEqual(before);

  expect(await prof(...migrate, '--yes')).toMatchObject({ exitCode: 0 });
  const after = [
    'notes/read me.txt',
    'profiles/2024-01-15/checkout/20240115-120000-bcdfg-cpu.pprof',
    'profiles/2024-01-15/checkout/20240115-120000-x2x4z-cpu.pprof',
    'profiles/2024-01-16/db/20240116-083000-cpu.pprof',
  ];
  expect(await keysOf(bucket)).toEqual(after);
  // Run again it finds the store inside of its source, and nothing else to do; so also by a pattern that fits it.
  const again = await prof(...migrate, '--yes', '--json');
  expect(again).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(again.stdout)).toMatchObject({ profiles: [], inPlace: 3 });
  const pattern = ['--pattern', 'profiles/{any}/{service}/{time}-{type}.{ext}'];
  const byPattern = await prof(...migrate, ...pattern, '--yes');
  expect(byPattern.stderr).toContain('nothing to move: 3 profiles are in place, 1 not placed');
  expect(await keysOf(bucket)).toEqual(after);

  const [fact] = JSON.parse(
    await aws('s3api', 'head-object', '--bucket', bucket, '--key', after[3]!, '--query', '[Metadata]'),
  );
  expect(fact).toMatchObject({
    'pod-name': 'db-0',
    'pod-namespace': 'shop',
    'profile-type': 'cpu',
    'migrated-from': `s3://${bucket}/shop/db-0/2024-01-16T08:30:00Z/profile.pb.gz`,
  });
  const top = await prof('top', 'checkout/cpu@2024-01-15', ...store);
  expect(top).toMatchObject({ exitCode: 0 });
}, 120_000);
