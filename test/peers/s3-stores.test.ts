import { afterAll, beforeAll, describe } from 'vitest';
import { createS3Store } from '../../src/adapters/s3/s3-store.ts';
import { blobStoreContract } from '../contracts/blob-store.ts';
import { MOTO, S3PROXY, type S3Server, startS3Server } from '../support/s3-server.ts';

describe.each([MOTO, S3PROXY])('on $name', (program) => {
  let server: S3Server;
  let bucket: string;
  beforeAll(async () => {
    server = await startS3Server(program);
    bucket = await server.makeBucket();
    Object.assign(process.env, server.env);
  });
  afterAll(() => server?.stop());

  for (const prefix of ['', '/of/the team']) {
    blobStoreContract(`${program.name}, in ${prefix || 'a bucket of its own'}`, async () => {
      const open = () => createS3Store(`s3://${bucket}${prefix}`);
      const sortsUnits = program === S3PROXY;
      return { store: open(), again: open, cleanup: () => server.empty(bucket), sortsUnits };
    });
  }
});
