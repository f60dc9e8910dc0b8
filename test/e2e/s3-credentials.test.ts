/**
 * Where credentials and trust come from, each on the built prof: nothing of the person who runs the tests is in its
 * environment, and servers on loopback stand in for the ones that hand out keys.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeS3, startFakeS3 } from '../support/fake-s3.ts';
import { ROOT, runProf, temporaryFolder } from '../support/run-prof.ts';
import { startTcpServer, startWebServer, type TestServer } from '../support/web-server.ts';

const KEY_ID = 'AKIAGIVENBYTHETEST';
const SECRET = 'canary-of-a-given-secret';
const TOKEN = 'canary-of-a-session';
const EXPIRES = new Date(Date.now() + 3_600_000).toISOString();

let fake: FakeS3;
const homes: { remove(): void }[] = [];
const servers: TestServer[] = [];
beforeAll(async () => {
  fake = await startFakeS3();
});
afterEach(async () => {
  for (const home of homes.splice(0)) home.remove();
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => fake.close());

/** A home with these files, by their paths in it. */
function homeWith(files: Readonly<Record<string, string>> = {}): string {
  const home = temporaryFolder();
  homes.push(home);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(`${home.path}/${path.slice(0, path.lastIndexOf('/'))}`, { recursive: true });
    writeFileSync(`${home.path}/${path}`, text);
  }
  return home.path;
}

/** A server that hands out keys; `seen` gets each request, with its body. */
async function keyServer(
  answer: (request: IncomingMessage, body: string) => string,
  type = 'application/json',
) {
  const seen: {
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[] = [];
  const server = await startWebServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ url: request.url ?? '', headers: request.headers, body });
    response.setHeader('content-type', type).end(answer(request, body));
  });
  servers.push(server);
  return { url: server.url, seen };
}

async function list(home: string, env: Record<string, string> = {}, ...args: string[]) {
  fake.requests.length = 0;
  const run = await runProf(home, ['ls', '--store', 's3://bucket/team', ...args], {
    env: { AWS_ENDPOINT_URL_S3: fake.url, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  for (const secret of [SECRET, TOKEN]) expect(run.stdout + run.stderr).not.toContain(secret);
  const { authorization = '', 'x-amz-security-token': token } = fake.requests[0]?.headers ?? {};
  const [, keyId, region] = /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(authorization) ?? [];
  return { ...run, keyId, region, token };
}

const STS_RESULT = `<Credentials><AccessKeyId>${KEY_ID}</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>${TOKEN}</SessionToken><Expiration>${EXPIRES}</Expiration></Credentials>`;
const stsAnswer = (action: string) =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${STS_RESULT}</${action}Result></${action}Response>`;

const FILES = {
  '.aws/credentials': `[default]\naws_access_key_id = ${KEY_ID}\naws_secret_access_key = ${SECRET}\n[other]\naws_access_key_id = AKIAOFTHEOTHER\naws_secret_access_key = ${SECRET}\n`,
  '.aws/config': '[default]\nregion = eu-central-1\n[profile other]\nregion = ap-south-1\n',
};

describe('credentials', () => {
  it('come from the environment, before the files', async () => {
    const env = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: TOKEN };
    const found = await list(
      homeWith({
        ...FILES,
        '.aws/credentials': '[default]\naws_access_key_id=AKIANOTTHIS\naws_secret_access_key=x\n',
      }),
      env,
    );
    expect(found).toMatchObject({ exitCode: 0, keyId: KEY_ID, region: 'eu-central-1', token: TOKEN });
  });

  it('come from the shared files, by profile', async () => {
    const home = homeWith(FILES);
    expect(await list(home)).toMatchObject({ exitCode: 0, keyId: KEY_ID, region: 'eu-central-1' });
    const other = { exitCode: 0, keyId: 'AKIAOFTHEOTHER', region: 'ap-south-1' };
    expect(await list(home, { AWS_PROFILE: 'other' })).toMatchObject(other);
    expect(await list(home, {}, '--aws-profile', 'other')).toMatchObject(other);
    expect(await list(home, {}, '--aws-profile', 'othr')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('did you mean other?'),
    });
  });

  it('come from a program that the files name', async () => {
    const given = {
      Version: 1,
      AccessKeyId: KEY_ID,
      SecretAccessKey: SECRET,
      SessionToken: TOKEN,
      Expiration: EXPIRES,
    };
    const home = homeWith({ 'given.json': JSON.stringify(given) });
    mkdirSync(`${home}/.aws`);
    writeFileSync(`${home}/.aws/config`, `[default]\ncredential_process = cat ${home}/given.json\n`);
    expect(await list(home)).toMatchObject({ exitCode: 0, keyId: KEY_ID, token: TOKEN });
  });

  it('come for a web identity, as in a pod with a service account', async () => {
    const sts = await keyServer(() => stsAnswer('AssumeRoleWithWebIdentity'), 'text/xml');
    const home = homeWith({ 'run/token': 'the-token-of-the-pod' });
    const found = await list(home, {
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_REGION: 'us-west-2',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/prof',
      AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/run/token`,
    });
    expect(found).toMatchObject({ exitCode: 0, keyId: KEY_ID, region: 'us-west-2', token: TOKEN });
    const asked = new URLSearchParams(sts.seen[0]!.body);
    expect(Object.fromEntries(asked)).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: 'arn:aws:iam::123456789012:role/prof',
      WebIdentityToken: 'the-token-of-the-pod',
    });
  });

  it('come for a role that is assumed with those of another profile', async () => {
    const sts = await keyServer(() => stsAnswer('AssumeRole'), 'text/xml');
    const role =
      '[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/ci\nsource_profile = other\nregion = eu-west-3\n';
    const home = homeWith({ ...FILES, '.aws/config': FILES['.aws/config'] + role });
    const found = await list(home, { AWS_ENDPOINT_URL_STS: sts.url, AWS_PROFILE: 'ci' });
    expect(found).toMatchObject({ exitCode: 0, keyId: KEY_ID, region: 'eu-west-3', token: TOKEN });
    expect(sts.seen[0]!.headers.authorization).toContain('Credential=AKIAOFTHEOTHER/');
  });

  it('come from the agent of pod identities, with the token of its file', async () => {
    const given = { AccessKeyId: KEY_ID, SecretAccessKey: SECRET, Token: TOKEN, Expiration: EXPIRES };
    const agent = await keyServer(() => JSON.stringify(given));
    const home = homeWith({ 'run/token': 'the-token-of-the-pod' });
    const found = await list(home, {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${home}/run/token`,
    });
    expect(found).toMatchObject({ exitCode: 0, keyId: KEY_ID, token: TOKEN });
    expect(agent.seen).toMatchObject([
      { url: '/v1/credentials', headers: { authorization: 'the-token-of-the-pod' } },
    ]);
  });

  it('come from the machine', async () => {
    const given = {
      Code: 'Success',
      AccessKeyId: KEY_ID,
      SecretAccessKey: SECRET,
      Token: TOKEN,
      Expiration: EXPIRES,
    };
    const metadata = await keyServer(({ url }) => {
      if (url === '/latest/api/token') return 'a-token';
      return url?.endsWith('/security-credentials/') ? 'prof-role' : JSON.stringify(given);
    }, 'text/plain');
    const found = await list(homeWith(), {
      AWS_EC2_METADATA_DISABLED: 'false',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
    });
    expect(found).toMatchObject({ exitCode: 0, keyId: KEY_ID, token: TOKEN });
    expect(metadata.seen.at(-1)).toMatchObject({
      url: '/latest/meta-data/iam/security-credentials/prof-role',
      headers: { 'x-aws-ec2-metadata-token': 'a-token' },
    });
  });

  const SSO =
    '[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\nregion = eu-north-1\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-north-1\nsso_registration_scopes = sso:account:access\n';
  const CACHE = `.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`;

  it('come by single sign-on, with the login that the AWS command line keeps', async () => {
    const given = {
      accessKeyId: KEY_ID,
      secretAccessKey: SECRET,
      sessionToken: TOKEN,
      expiration: Date.parse(EXPIRES),
    };
    const portal = await keyServer(() => JSON.stringify({ roleCredentials: given }));
    const login = {
      accessToken: 'the-login',
      expiresAt: EXPIRES,
      startUrl: 'https://corp.example/start',
      region: 'eu-north-1',
    };
    const home = homeWith({ '.aws/config': SSO, [CACHE]: JSON.stringify(login) });
    const found = await list(home, { AWS_PROFILE: 'dev', AWS_ENDPOINT_URL_SSO: portal.url });
    expect(found).toMatchObject({ exitCode: 0, keyId: KEY_ID, region: 'eu-north-1', token: TOKEN });
    expect(portal.seen[0]).toMatchObject({
      url: expect.stringContaining('role_name=Reader'),
      headers: { 'x-amz-sso_bearer_token': 'the-login' },
    });
  });

  it('that a login must be made for are said so', async () => {
    const found = await list(homeWith({ '.aws/config': SSO }), { AWS_PROFILE: 'dev' });
    expect(found).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('aws sso login') });
    const none = await list(homeWith());
    expect(none).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('--aws-profile NAME') });
    expect(fake.requests).toEqual([]);
  });

  it('are not looked for with --no-sign-request', async () => {
    expect(await list(homeWith(), {}, '--no-sign-request')).toMatchObject({ exitCode: 0, keyId: undefined });
  });
});

describe('a server behind TLS', () => {
  const CA = `${ROOT}fixtures/tls/ca.pem`;
  const pem = (name: string) => readFileSync(`${ROOT}fixtures/tls/${name}.pem`, 'utf8');
  const KEYS = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET, AWS_MAX_ATTEMPTS: '1' };
  let secure: FakeS3;
  beforeAll(async () => {
    secure = await startFakeS3({ key: pem('server-key'), cert: pem('server') });
  });
  afterAll(() => secure.close());

  const listSecure = (home: string, env: Record<string, string>) =>
    list(home, { AWS_ENDPOINT_URL_S3: secure.url.replace('127.0.0.1', 'localhost'), ...KEYS, ...env });

  it('is not trusted, and what to name is said', async () => {
    expect(await listSecure(homeWith(), {})).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('AWS_CA_BUNDLE=/path/to/ca.pem'),
    });
  });

  it.each([
    ['AWS_CA_BUNDLE', {}, { AWS_CA_BUNDLE: CA }],
    ['ca_bundle of the configuration', { '.aws/config': `[default]\nca_bundle = ${CA}\n` }, {}],
    ["Node's own setting", {}, { NODE_EXTRA_CA_CERTS: CA }],
  ])('is trusted by %s', async (_, files, env) => {
    const asked = secure.requests.length;
    expect(
      await listSecure(homeWith(files as Record<string, string>), env as Record<string, string>),
    ).toMatchObject({ exitCode: 0 });
    expect(secure.requests.length).toBeGreaterThan(asked);
  });

  it('is reached through a proxy, but for what NO_PROXY lists', async () => {
    const asked: string[] = [];
    const proxy = await startTcpServer((socket: Socket) => {
      socket.once('data', (head) => {
        const [, target = ''] = /^CONNECT (\S+)/.exec(head.toString()) ?? [];
        asked.push(target);
        const onward = connect(Number(target.split(':')[1]), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => socket.destroy());
      });
    });
    servers.push(proxy);
    const env = { AWS_CA_BUNDLE: CA, HTTPS_PROXY: proxy.url };
    expect(await listSecure(homeWith(), env)).toMatchObject({ exitCode: 0 });
    expect(asked).toEqual([`localhost:${new URL(secure.url).port}`]);
    expect(await listSecure(homeWith(), { ...env, NO_PROXY: 'localhost' })).toMatchObject({ exitCode: 0 });
    expect(asked).toHaveLength(1);
  });
});
