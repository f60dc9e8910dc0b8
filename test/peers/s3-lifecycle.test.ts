import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3Lifecycle } from '../../src/adapters/s3/lifecycle.ts';
import { lifecycleContract } from '../contracts/lifecycle-rules.ts';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';

let server: S3Server;
const home = temporaryFolder();
beforeAll(async () => {
  server = await startS3Server(MOTO);
  // The SDK finds credentials there, as for users.
  Object.assign(process.env, server.env);
});
afterAll(async () => {
  await server?.stop();
  home.remove();
});

describe.each(['', 'of/the team'])('rules of a store at %j', (prefix) => {
  lifecycleContract('moto', async () => {
    const bucket = await server.makeBucket();
    return createS3Lifecycle(`s3://${bucket}/${prefix}`);
  });
});

describe('prof lifecycle', () => {
  const prof = (...args: string[]) => runProf(home.path, args, { env: server.env });

  it("makes the seed's policies as one-liners, beside rules of others, that the AWS CLI reads", async () => {
    const bucket = await server.makeBucket();
    const store = ['--store', `s3://${bucket}/profiles`];
    const aws = async (...args: string[]) => {
      const env = { ...process.env, ...server.env, AWS_DEFAULT_REGION: 'us-east-1' };
      const { stdout } = await promisify(execFile)('aws', ['s3api', ...args, '--bucket', bucket], { env });
      return stdout === '' ? undefined : JSON.parse(stdout);
    };
    const theirs = {
      ID: 'theirs',
      Status: 'Enabled',
      Filter: { Tag: { Key: 'a', Value: 'b' } },
      Expiration: { Days: 3 },
    };
    await aws(
      'put-bucket-lifecycle-configuration',
      '--lifecycle-configuration',
      JSON.stringify({ Rules: [theirs] }),
    );
    const set = [
      'lifecycle',
      'set',
      ...store,
      '--transition',
      '30d:STANDARD_IA',
      '--transition',
      '60d:GLACIER',
      '--expire',
      '120d',
    ];
    const dry = await prof(...set, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0 });
    expect(dry.stdout).toBe(
      `+ prof-profiles: profiles/… STANDARD_IA after 30 days, GLACIER after 60 days, removed after 120 days\n1 other rule of s3://${bucket} stays as it is\n`,
    );
    // No terminal to ask on: nothing changes.
    expect(await prof(...set)).toMatchObject({ exitCode: 2 });
    expect((await aws('get-bucket-lifecycle-configuration')).Rules).toHaveLength(1);
    expect(await prof(...set, '--yes')).toMatchObject({ exitCode: 0 });
    const { Rules } = (await aws('get-bucket-lifecycle-configuration')) as { Rules: { ID: string }[] };
    expect(Rules.find(({ ID }) => ID === 'theirs')).toMatchObject(theirs);
    expect(Rules.find(({ ID }) => ID === 'prof-profiles')).toMatchObject({
      Filter: { Prefix: 'profiles/' },
      Status: 'Enabled',
      Expiration: { Days: 120 },
      Transitions: [
        { Days: 30, StorageClass: 'STANDARD_IA' },
        { Days: 60, StorageClass: 'GLACIER' },
      ],
    });
    const shown = await prof('lifecycle', 'get', ...store);
    expect(shown.stdout).toMatch(/^\*\s+prof-profiles\s+profiles\/…/m);
    expect(await prof('lifecycle', 'rm', ...store, '--yes')).toMatchObject({ exitCode: 0 });
    expect((await aws('get-bucket-lifecycle-configuration')).Rules).toMatchObject([theirs]);
  }, 60_000);

  it('writes rules of the older form in the newer one, which says the same: AWS takes no mixture', async () => {
    const bucket = await server.makeBucket();
    const Bucket = bucket;
    const Rules = [{ ID: 'old', Status: 'Enabled' as const, Prefix: 'logs/', Expiration: { Days: 7 } }];
    const LifecycleConfiguration = { Rules };
    await server.client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    const set = ['lifecycle', 'set', '--expire', '30d', '--yes', '--store', `s3://${bucket}/profiles`];
    expect(await prof(...set)).toMatchObject({ exitCode: 0 });
    const found = await server.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(found.Rules).toEqual([
      { ID: 'old', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 7 } },
      { ID: 'prof-profiles', Status: 'Enabled', Filter: { Prefix: 'profiles/' }, Expiration: { Days: 30 } },
    ]);
  }, 30_000);

  it('says what a folder does not do', async () => {
    const run = await prof('lifecycle', 'set', '--expire', '30d', '--store', './store');
    expect(run).toMatchObject({ exitCode: 2 });
    expect(run.stderr).toContain('prof prune --older-than');
  });
});
