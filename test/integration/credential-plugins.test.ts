import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import type { ProfError } from '../../src/kit/errors.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { StubCluster } from '../support/stub-cluster/stub-cluster.ts';

const home = temporaryFolder();
let cluster: StubCluster;
beforeEach(async () => {
  cluster = await new StubCluster({ tokens: { good: 'anna' } }).start();
  cluster.add(podObject('web'));
});
afterEach(() => cluster.kill());
afterAll(() => home.remove());

/** A cluster whose credentials a shell script prints. */
async function connect(script: string, exec: object = {}) {
  const command = `${home.path}/plugin`;
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  return connectWith({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', ...exec },
  });
}

async function connectWith(user: object) {
  const kubeconfig = `${home.path}/config`;
  writeFileSync(kubeconfig, cluster.kubeconfig({ user: { token: undefined, ...user } }), { mode: 0o600 });
  return createKubernetes({ kubeconfig, requestTimeoutMs: 250 }, { env: {}, homeFolder: home.path });
}

const credential = (status: object) =>
  `printf '%s' '${JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status })}'`;
const users = () => cluster.requests.map(({ user }) => user);
const failure = (work: Promise<unknown>): Promise<ProfError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: ProfError) => error,
  );

describe.skipIf(process.platform === 'win32')('a credential plugin', () => {
  it('is run once, told what it is asked for, and believed', async () => {
    const script = `printf '%s %s\\n' "$KUBERNETES_EXEC_INFO" "$OWN" >> ${home.path}/asked\n${credential({ token: 'good' })}`;
    const env = [{ name: 'OWN', value: 'a b' }];
    const kubernetes = await connect(script, { args: ['x'], env, provideClusterInfo: true });
    await Promise.all([kubernetes.getPod('shop', 'web'), kubernetes.getPod('shop', 'web')]);
    await kubernetes.getPod('shop', 'web');
    expect(users()).toEqual(['anna', 'anna', 'anna']);
    const lines = readFileSync(`${home.path}/asked`, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(1);
    const [, info = '', own] = /^(.*\}) (.*)$/.exec(lines[0]!) ?? [];
    expect(own).toBe('a b');
    expect(JSON.parse(info)).toEqual({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { interactive: false, cluster: { server: cluster.url } },
    });
  });

  it('is run again when what it gave has expired', async () => {
    const script = `echo x >> ${home.path}/runs\n${credential({ token: 'good', expirationTimestamp: '2020-01-01T00:00:00Z' })}`;
    const kubernetes = await connect(script);
    await kubernetes.getPod('shop', 'web');
    await kubernetes.getPod('shop', 'web');
    expect(readFileSync(`${home.path}/runs`, 'utf8')).toBe('x\nx\n');
  });

  it.each<[what: string, script: string, message: string]>([
    ['prints garbage', "printf 'canary\\033[2J'", 'printed no credential'],
    ['prints nothing', '', 'printed no credential'],
    ['prints null', 'echo null', 'printed no credential'],
    ['prints no status', `echo '{"kind":"ExecCredential"}'`, 'printed no credential'],
    ['prints a status without a token', credential({}), 'printed no credential'],
    ['prints another kind', `echo '{"kind":"Pod","status":{"token":"canary"}}'`, 'printed no credential'],
    ['prints without end', 'yes canary', 'printed more than 1 MB'],
    ['hangs', 'sleep 60', 'did not answer within 1 s'],
    ['leaves something behind that hangs', 'sleep 60 & sleep 60', 'did not answer within 1 s'],
    [
      'fails with a word',
      'echo canary; echo "session expired, run login" >&2; exit 3',
      'ended with exit status 3: session expired, run login',
    ],
    ['fails without one', 'exit 1', 'ended with exit status 1'],
    ['is ended', 'kill -9 $$', 'was ended by SIGKILL'],
  ])(
    'that %s is an error that names it, and shows nothing that it printed',
    async (_what, script, message) => {
      const kubernetes = await connect(script);
      const error = await failure(kubernetes.getPod('shop', 'web'));
      expect(error).toMatchObject({ code: 'NOT_ALLOWED' });
      expect(error.message).toContain(
        `the credential plugin ${home.path}/plugin of the kubeconfig ${message}`,
      );
      expect(JSON.stringify([error.message, error.hints, error.details])).not.toContain('canary');
      expect(cluster.requests).toEqual([]);
    },
  );

  it('that is not installed says how to get it', async () => {
    const installHint = 'get it from the people\nwho run the cluster';
    const kubernetes = await connect('', { command: 'no-such-plugin', installHint });
    const error = await failure(kubernetes.getPod('shop', 'web'));
    expect(error.message).toBe('the credential plugin no-such-plugin of the kubeconfig is not installed');
    expect(error.hints).toEqual(['get it from the people', 'who run the cluster']);
  });

  it('that may not be run, or wants a person where there is none, says so', async () => {
    const locked = await connect('', {});
    chmodSync(`${home.path}/plugin`, 0o600);
    expect((await failure(locked.getPod('shop', 'web'))).message).toContain('cannot be run');
    const asking = await connect(credential({ token: 'good' }), { interactiveMode: 'Always' });
    expect((await failure(asking.getPod('shop', 'web'))).message).toContain('there is no terminal');
  });
});

describe('a file of a token', () => {
  it('is read, and read again, and counts for more than a token beside it', async () => {
    const tokenFile = `${home.path}/token`;
    writeFileSync(tokenFile, 'good\n');
    const kubernetes = await connectWith({ token: 'old', tokenFile });
    await kubernetes.getPod('shop', 'web');
    expect(users()).toEqual(['anna']);
    writeFileSync(tokenFile, 'bad\n');
    expect((await failure(kubernetes.getPod('shop', 'web'))).hints.join()).toContain('log in again');
  });
});
