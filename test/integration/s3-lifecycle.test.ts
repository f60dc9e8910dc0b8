import { afterEach, describe, expect, it } from 'vitest';
import { createS3Lifecycle } from '../../src/adapters/s3/lifecycle.ts';
import { startWebServer, type TestServer } from '../support/web-server.ts';

let server: TestServer;
afterEach(() => server.close());

async function answering(status: number, code: string) {
  server = await startWebServer((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>because</Message></Error>`);
  });
  const env = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };
  Object.assign(process.env, env);
  return createS3Lifecycle('s3://bucket/profiles', { endpointUrl: server.url }, env);
}

describe('a server', () => {
  it('without lifecycle rules is explained: s3proxy and versitygw answer so', async () => {
    const lifecycle = await answering(501, 'NotImplemented');
    for (const asked of [lifecycle.read(), lifecycle.replace({ rules: [] })]) {
      await expect(asked).rejects.toMatchObject({
        code: 'USAGE',
        hints: [expect.stringContaining('prof prune --older-than')],
      });
    }
  });

  it('that does not allow it is answered with the rights that it takes', async () => {
    const lifecycle = await answering(403, 'AccessDenied');
    await expect(lifecycle.read()).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      hints: [expect.stringContaining('s3:PutLifecycleConfiguration')],
    });
  });

  it('that has no rules yet has none', async () => {
    const lifecycle = await answering(404, 'NoSuchLifecycleConfiguration');
    expect(await lifecycle.read()).toEqual({ rules: [] });
  });

  it('that refuses a rule has the last word', async () => {
    const lifecycle = await answering(400, 'InvalidRequest');
    const rule = { id: 'a', prefix: '', isEnabled: true, expireDays: 1, transitions: [] };
    await expect(lifecycle.replace({ rules: [rule] })).rejects.toMatchObject({
      code: 'USAGE',
      message: 's3://bucket refuses the rules: because',
    });
  });
});
