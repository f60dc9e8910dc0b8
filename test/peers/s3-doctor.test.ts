import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';

let server: S3Server;
const home = temporaryFolder();
beforeAll(async () => {
  server = await startS3Server(MOTO);
});
afterAll(async () => {
  await server?.stop();
  home.remove();
});

const doctor = (store: string, env: Record<string, string>) =>
  runProf(home.path, ['doctor', 'store', '--store', store], { env });

describe('prof doctor store', () => {
  it('finds nothing wrong with a bucket that is all right, tells no secret, and leaves nothing', async () => {
    const bucket = await server.makeBucket();
    const { exitCode, stdout, stderr } = await doctor(`s3://${bucket}/profiles`, server.env);
    expect(exitCode).toBe(0);
    const words = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(0, 2));
    expect(words).toEqual(
      ['credentials', 'region', 'bucket', 'clock', 'list', 'put', 'get', 'conditional write', 'delete'].map(
        (name) => ['ok', name],
      ),
    );
    expect(stdout).toContain(`${server.env.AWS_ACCESS_KEY_ID} from the environment`);
    expect(stdout + stderr).not.toContain(server.env.AWS_SECRET_ACCESS_KEY);
    const { KeyCount } = await server.client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(KeyCount).toBe(0);
  });

  it('says how to make a bucket that is not there, and how to get credentials', async () => {
    const missing = await doctor('s3://no-such-bucket', server.env);
    expect(missing).toMatchObject({ exitCode: 3 });
    expect(missing.stdout).toContain('aws s3 mb s3://no-such-bucket');
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...nobody } = server.env;
    const unknown = await doctor('s3://no-such-bucket', nobody);
    expect(unknown).toMatchObject({ exitCode: 5 });
    expect(unknown.stdout).toContain('aws configure');
  });
});
