import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../../src/adapters/kubernetes/connect-cluster.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import { ROOT, temporaryFolder } from '../../support/run-prof.ts';

const home = temporaryFolder();
afterAll(() => home.remove());

type Part = Readonly<Record<string, unknown>>;
const SECRET = 'canary-secret';

/** A kubeconfig that would do, but for what is changed in it. */
function config(change: { cluster?: Part; user?: Part; context?: Part; top?: Part }): string {
  return JSON.stringify({
    'current-context': 'dev',
    clusters: [{ name: 'dev', cluster: { server: 'https://127.0.0.1:1', ...change.cluster } }],
    users: [{ name: 'dev', user: { token: SECRET, ...change.user } }],
    contexts: [{ name: 'dev', context: { cluster: 'dev', user: 'dev', ...change.context } }],
    ...change.top,
  });
}

/** What is said of it, when a connection is made and when credentials are asked for. */
async function said(text: string | Uint8Array): Promise<ProfError> {
  const path = `${home.path}/config`;
  writeFileSync(path, text, { mode: 0o600 });
  return saidOf(path);
}

async function saidOf(kubeconfig: string): Promise<ProfError> {
  const settings = { kubeconfig, requestTimeoutMs: 1000 };
  try {
    const connection = await connectCluster(settings, { env: {}, homeFolder: home.path });
    await connection.requestOptions();
  } catch (error) {
    expect(error).toBeInstanceOf(ProfError);
    const shown = error as ProfError;
    expect(JSON.stringify([shown.message, shown.hints, shown.details])).not.toContain(SECRET);
    expect(shown.hints.length).toBeGreaterThan(0);
    return shown;
  }
  throw new Error('it was taken');
}

const expired = readFileSync(`${ROOT}fixtures/tls/expired.pem`).toString('base64');
const bomb = ['a: &a [x]', ...'bcdefghij'].map((name, i) => (i === 0 ? name : bombLine(name))).join('\n');
function bombLine(name: string): string {
  const before = String.fromCharCode(name.charCodeAt(0) - 1);
  return `${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`;
}

describe('a kubeconfig that is none', () => {
  it.each<[what: string, text: string | Uint8Array, message: string]>([
    ['broken YAML', 'clusters:\n\t- name: x', 'it is no YAML at line 2, column 1: Tabs are not allowed'],
    ['a text without end, which may be a secret', `users: "${SECRET}`, 'it is no YAML at line 1'],
    ['two of a name', 'clusters: []\nclusters: []', 'at line 2, column 1: Map keys must be unique'],
    ['a list', '- a', 'it holds no kubeconfig, but a list or a single value'],
    ['a word', 'hello', 'it holds no kubeconfig'],
    ['nothing', '', 'the kubeconfig has no contexts: it is empty'],
    [
      'bytes of something else',
      Uint8Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256),
      'it holds no kubeconfig',
    ],
    ['UTF-16', Buffer.from(`\ufeff${config({})}`, 'utf16le'), 'it holds no kubeconfig'],
    ['aliases of aliases', `${bomb}\nclusters: *j`, 'it repeats itself by more than 100 aliases'],
    ['brackets in brackets', '['.repeat(100_000), 'it is nested too deep'],
    ['several documents', 'a: 1\n---\nb: 2', 'it holds several documents'],
    ['half a million lines', 'a:\n'.repeat(500_000), 'it has more entries than a kubeconfig has'],
    ['17 MB', 'x'.repeat(17 << 20), 'it is longer than 16 MiB'],
    ['an unknown tag', 'clusters: !!js/function "x"', 'clusters is no list'],
  ])('%s', async (_what, text, message) => {
    const error = await said(text);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error.message).toContain(message);
  });

  it('a folder, a link to itself, a file in a file', async () => {
    mkdirSync(`${home.path}/folder`);
    symlinkSync('loop', `${home.path}/loop`);
    writeFileSync(`${home.path}/plain`, '');
    expect((await saidOf(`${home.path}/folder`)).message).toContain('it is a folder');
    expect((await saidOf(`${home.path}/loop`)).message).toContain('too many symbolic links');
    expect((await saidOf(`${home.path}/plain/config`)).code).toBe('NOT_FOUND');
  });

  it('10 MB of one are read in no time', async () => {
    const contexts = Array.from({ length: 100_000 }, (_, i) => ({
      name: `c${i}`,
      context: { cluster: 'dev' },
    }));
    const error = await said(config({ top: { contexts, 'current-context': 'dev' } }));
    expect(error.message).toBe('the kubeconfig has no context dev');
    expect(error.hints.join().length).toBeLessThan(500);
  });
});

describe('a kubeconfig with a mistake', () => {
  it.each<[change: Parameters<typeof config>[0], message: string]>([
    [{ top: { clusters: { a: 1 } } }, 'clusters is no list'],
    [{ top: { clusters: [null] } }, 'clusters[0] has no name'],
    [{ top: { clusters: [{ cluster: {} }] } }, 'clusters[0] has no name'],
    [{ top: { clusters: [{ name: 'dev', cluster: 'x' }] } }, 'clusters[0].cluster is no mapping'],
    [{ top: { users: null } }, 'the kubeconfig has no user dev'],
    [{ top: { 'current-context': 5 } }, 'the kubeconfig has no current context'],
    [{ top: { 'current-context': 'prod' } }, 'the kubeconfig has no context prod'],
    [{ context: { cluster: 'other' } }, 'the kubeconfig has no cluster other'],
    [{ context: { user: 'other' } }, 'the kubeconfig has no user other'],
    [{ context: { namespace: 7 } }, "the kubeconfig's context dev: namespace is no text"],
    [{ cluster: { server: undefined } }, "the kubeconfig's cluster dev has no server"],
    [{ cluster: { server: '' } }, 'has no server'],
    [{ cluster: { server: 5 } }, "the kubeconfig's cluster dev: server is no text"],
    [{ cluster: { server: ['https://a'] } }, 'server is no text'],
    [{ cluster: { server: 'ftp://x' } }, 'a server that is no http or https URL: ftp://x'],
    [{ cluster: { server: 'kubernetes' } }, 'a server that is no http or https URL: kubernetes'],
    [{ cluster: { 'certificate-authority-data': 5 } }, 'certificate-authority-data is no text'],
    [{ cluster: { 'insecure-skip-tls-verify': 'true' } }, 'insecure-skip-tls-verify is no yes or no'],
    [{ cluster: { 'proxy-url': 'not a url' } }, 'a proxy-url that is no http, https or socks5 URL'],
    [{ cluster: { 'proxy-url': 'ftp://x' } }, 'a proxy-url that is no http, https or socks5 URL'],
    [{ user: { token: 5 } }, "the kubeconfig's user dev: token is no text"],
    [{ user: { token: { a: 1 } } }, 'token is no text'],
    [{ user: { as: 5 } }, 'as is no text'],
    [{ user: { 'as-groups': 'x' } }, 'as-groups is no list of texts'],
    [{ user: { 'client-certificate-data': 'aGVsbG8=' } }, 'a client-certificate-data that is no certificate'],
    [{ user: { exec: 'aws' } }, 'exec is no mapping'],
    [{ user: { exec: {} } }, 'has an exec without a command'],
    [{ user: { exec: { command: ['a'] } } }, 'exec.command is no text'],
    [{ user: { exec: { command: 'a', args: 'x' } } }, 'exec.args is no list of texts'],
    [{ user: { exec: { command: 'a', env: { A: SECRET } } } }, 'exec.env is no list of names and values'],
    [{ user: { 'auth-provider': { name: 'keystone' } } }, 'logs in by keystone, which prof does not know'],
  ])('%j: %s', async (change, message) => {
    const error = await said(config(change));
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect(error.message).toContain(message);
  });

  it.each<[change: Parameters<typeof config>[0], message: string]>([
    [
      { user: { 'client-certificate-data': expired } },
      "certificate of the kubeconfig's user dev expired on 2015-12-",
    ],
    [
      { user: { tokenFile: '/nowhere/token' } },
      'the kubeconfig names a file that cannot be read: /nowhere/token',
    ],
    [{ user: { 'client-certificate': '/nowhere/c.pem' } }, 'a file that cannot be read: /nowhere/c.pem'],
    [
      { cluster: { 'certificate-authority': '/nowhere/ca.pem' } },
      'a file that cannot be read: /nowhere/ca.pem',
    ],
    [
      { user: { 'auth-provider': { name: 'gcp', config: {} } } },
      'the auth-provider gcp of the kubeconfig failed',
    ],
  ])('%j cannot log in: %s', async (change, message) => {
    const error = await said(config(change));
    expect(error).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(error.message).toContain(message);
  });

  it('is one only where it is used', async () => {
    const broken = { name: 'broken', cluster: { server: 5 } };
    const clusters = [{ name: 'dev', cluster: { server: 'https://127.0.0.1:1' } }, broken];
    await expect(said(config({ top: { clusters } }))).rejects.toThrow('it was taken');
  });
});
