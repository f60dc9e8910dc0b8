import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';
import { goProfile } from '../support/seed-store.ts';

const home = temporaryFolder();
let server: S3Server;
let store: string;
beforeAll(async () => {
  server = await startS3Server(MOTO);
  store = `s3://${await server.makeBucket()}/team`;
  mkdirSync(`${home.path}/.aws`);
  writeFileSync(`${home.path}/token`, 'a-token');
  writeFileSync(
    `${home.path}/.aws/config`,
    [
      '[profile people]\naws_access_key_id = AKIAOFPEOPLE\naws_secret_access_key = secret',
      '[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/ci\nsource_profile = people',
    ].join('\n'),
  );
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

const ROLE = 'arn:aws:iam::123456789012:role/prof';

// moto answers for the security token service, too.
it.each([
  [
    'a web identity',
    { AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: `${home.path}/token` },
    'a web identity',
  ],
  ['a role of a profile', { AWS_PROFILE: 'ci' }, 'a role that was assumed'],
])('%s is enough to store and to read', async (_, identity, source) => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...others } = server.env;
  const env = { ...others, AWS_EC2_METADATA_DISABLED: 'true', ...identity };
  const prof = (...args: string[]) => runProf(home.path, [...args, '--store', store], { env });
  expect(await prof('put', goProfile('cpu'), '--service', 'checkout')).toMatchObject({ exitCode: 0 });
  expect(await prof('ls', '--service', 'checkout')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('-cpu.pprof'),
  });
  const { stdout } = await prof('doctor', 'store');
  expect(stdout).toMatch(new RegExp(`credentials.*from ${source}`));
});
