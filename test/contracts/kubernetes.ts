import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubernetes } from '../../src/adapters/kubernetes/kubernetes.ts';
import { leastRules } from '../../src/doctor/least-role.ts';
import { ProfError } from '../../src/kit/errors.ts';
import type { Kubernetes, PodWay } from '../../src/ports/kubernetes.ts';
import type { ClusterUnderTest } from '../support/cluster-under-test.ts';

const REQUEST = { timeoutMs: 15_000, maxBodyBytes: 1 << 28 };
const GO_URL = 'http://pod/debug/pprof';

async function connect(kubeconfig: string): Promise<Kubernetes> {
  return createKubernetes({ kubeconfig, requestTimeoutMs: 15_000 }, { env: {}, homeFolder: '/' });
}

const failure = (work: Promise<unknown>): Promise<ProfError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ProfError);
      return error as ProfError;
    },
  );

async function namesOf(found: AsyncIterable<{ readonly name: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of found) names.push(name);
  return names;
}

/** What prof takes for granted of a cluster: it holds on the stub of the tests, and on a real one. */
export function kubernetesContract(what: string, start: () => Promise<ClusterUnderTest>): void {
  describe(`Kubernetes: ${what}`, () => {
    let cluster: ClusterUnderTest;
    let kubernetes: Kubernetes;
    let namespace: string;
    let goPod: string;
    beforeAll(async () => {
      cluster = await start();
      namespace = cluster.namespace;
      kubernetes = await connect(await cluster.kubeconfig());
      goPod = await cluster.goPod({ app: 'go', tier: 'back' });
    });
    afterAll(async () => {
      await cluster?.stop();
    });

    const route = (
      name: string,
      { port = cluster.goPort, way = 'port-forward' as PodWay, as = kubernetes } = {},
    ) => as.openRoute({ pod: { namespace, name, ip: undefined }, port, way });

    /** Asks a program once. */
    async function ask(name: string, path: string, options: Parameters<typeof route>[1] = {}) {
      const opened = await route(name, options);
      try {
        return await opened.http.get({ ...REQUEST, url: GO_URL + path });
      } finally {
        await opened.close();
      }
    }

    describe('objects', () => {
      it('are found by name, label and field', async () => {
        const found = (await kubernetes.getPod(namespace, goPod))!;
        expect(found).toMatchObject({
          namespace,
          name: goPod,
          phase: 'Running',
          isReady: true,
          isTerminating: false,
        });
        expect(found.labels).toMatchObject({ app: 'go', tier: 'back' });
        expect(found.containers[0]).toMatchObject({ isRunning: true });
        expect(found.containers[0]!.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
        const list = (query: object) => namesOf(kubernetes.listPods({ namespace, ...query }));
        expect(await list({ labelSelector: 'app=go,tier in (back,front)' })).toEqual([goPod]);
        expect(await list({ labelSelector: 'app!=go,tier' })).toEqual([]);
        expect(await list({ fieldSelector: `metadata.name=${goPod}` })).toEqual([goPod]);
        expect(await list({ fieldSelector: 'status.phase=Failed' })).toEqual([]);
        expect(await namesOf(kubernetes.listPods({ namespace: undefined }))).toContain(goPod);
        expect(await kubernetes.getPod(namespace, 'nobody')).toBeUndefined();
      });

      it('of a deployment are its replica set and pods, each naming its owner', async () => {
        const pods = await cluster.deployment('checkout', 2);
        const deployment = (await kubernetes.getWorkload('deployment', namespace, 'checkout'))!;
        expect(deployment).toMatchObject({ kind: 'deployment', selector: 'app=checkout', revision: 1 });
        const { selector } = deployment;
        const found = await namesOf(kubernetes.listPods({ namespace, labelSelector: selector }));
        expect(found.toSorted()).toEqual([...pods].toSorted());
        const [owner] = (await kubernetes.getPod(namespace, pods[0]!))!.owners;
        expect(owner).toMatchObject({ kind: 'ReplicaSet', isController: true });
        const set = await kubernetes.getWorkload('replicaset', namespace, owner!.name);
        expect(set).toMatchObject({ revision: 1, owners: [{ kind: 'Deployment', name: 'checkout' }] });
        const sets = kubernetes.listWorkloads('replicaset', { namespace, labelSelector: selector });
        expect(await namesOf(sets)).toEqual([owner!.name]);
        expect(await kubernetes.getWorkload('deployment', namespace, 'nobody')).toBeUndefined();
      });

      it('without metrics of them have no usage', async () => {
        const usage = await kubernetes.podUsage(namespace, goPod);
        const isThere = (await cluster.raw('/apis/metrics.k8s.io')).includes('"APIGroup"');
        if (!isThere) expect(usage).toBeUndefined();
        else if (usage !== undefined) expect(usage[0]!.cpuCores).toBeGreaterThanOrEqual(0);
      });
    });

    describe('rights', () => {
      it('are what a role gives, and no more', async () => {
        const rules = leastRules({ ways: ['proxy'], workloads: false, exec: false, metrics: false });
        const person = await connect(await cluster.kubeconfig(rules));
        const question = { group: '', namespace };
        const answers = await person.mayI([
          { ...question, verb: 'get', resource: 'pods' },
          { ...question, verb: 'list', resource: 'pods' },
          { ...question, verb: 'get', resource: 'pods/proxy' },
          { ...question, verb: 'create', resource: 'pods/portforward' },
        ]);
        expect(answers.map(({ isAllowed }) => isAllowed)).toEqual([true, false, true, false]);
        const error = await failure(namesOf(person.listPods({ namespace })));
        expect(error.code).toBe('NOT_ALLOWED');
        expect(error.message).toContain('cannot list resource "pods"');
        expect((await ask(goPod, '/cmdline', { as: person, way: 'proxy' })).status).toBe(200);
      });

      it.each(['get', 'create'])('to port-forward are two: with %s alone it is refused', async (verb) => {
        const rule = { apiGroups: [''], resources: ['pods/portforward'], verbs: [verb] };
        const error = await failure(
          ask(goPod, '/cmdline', { as: await connect(await cluster.kubeconfig([rule])) }),
        );
        expect(error.code).toBe('NOT_ALLOWED');
        // Of the one that is asked for in the second place the server says nothing.
        const said =
          verb === 'get'
            ? 'no right to get and create pods/portforward'
            : 'cannot get resource "pods/portforward"';
        expect(error.message).toContain(said);
      });

      it('to run programs are two, too', async () => {
        const rule = { apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] };
        const person = await connect(await cluster.kubeconfig([rule]));
        const pod = { namespace, name: goPod, container: undefined };
        const error = await failure(person.exec(pod, ['true']));
        expect(error.code).toBe('NOT_ALLOWED');
        expect(error.message).toContain('no right to get and create pods/exec');
      });

      it('of a token that is not known any more are none', async () => {
        const stranger = await connect(await cluster.kubeconfig('nobody'));
        const error = await failure(stranger.getPod(namespace, goPod));
        expect(error).toMatchObject({ code: 'NOT_ALLOWED', details: { status: 401 } });
        expect(await failure(ask(goPod, '/cmdline', { as: stranger }))).toMatchObject({
          details: { status: 401 },
        });
      });
    });

    describe('the protocol', () => {
      const forward = (query: string) => `/api/v1/namespaces/${namespace}/pods/${goPod}/portforward${query}`;

      it.each([[['v4.channel.k8s.io']], [['v5.channel.k8s.io', 'v4.channel.k8s.io']]])(
        'of a port-forward is %j: the port on each channel, then the bytes',
        async (protocols) => {
          const { status, protocol, frames, closeCode } = await cluster.handshake(
            forward('?ports=4'),
            protocols,
          );
          expect([status, protocol, closeCode]).toEqual([101, 'v4.channel.k8s.io', 1000]);
          expect(frames.slice(0, 2).map((frame) => [...frame])).toEqual([
            [0, 4, 0],
            [1, 4, 0],
          ]);
          expect(frames[2]![0]).toBe(1);
          expect(frames[2]!.toString()).toMatch(/error forwarding port 4 to pod .*connection refused/);
        },
      );

      it('may be base64 in text', async () => {
        const { protocol, frames } = await cluster.handshake(forward('?ports=4'), [
          'v4.base64.channel.k8s.io',
        ]);
        expect(protocol).toBe('v4.base64.channel.k8s.io');
        expect(frames.slice(0, 2).map(String)).toEqual(['0BAA=', '1BAA=']);
      });

      it('that is not known is refused without a word, like one who may not', async () => {
        const refused = await cluster.handshake(forward('?ports=4'), ['v5.channel.k8s.io']);
        expect(refused).toMatchObject({ status: 403, body: '' });
      });

      it('wants a port', async () => {
        const refused = await cluster.handshake(forward(''), ['v4.channel.k8s.io']);
        expect(refused).toMatchObject({ status: 400, body: 'query parameter "port" is required' });
      });

      it.each(['v5.channel.k8s.io', 'v4.channel.k8s.io', 'channel.k8s.io'])(
        'of exec may be %s',
        async (name) => {
          const path = `/api/v1/namespaces/${namespace}/pods/${goPod}/exec?command=no-such-program&stdout=true`;
          const { status, protocol, frames, closeCode } = await cluster.handshake(path, [name]);
          expect([status, protocol, closeCode]).toEqual([101, name, 1000]);
          expect([...frames[0]!]).toEqual([1]);
          expect(String(frames.at(-1))).toContain('executable file not found in $PATH');
        },
      );
    });

    describe('port-forward', () => {
      it('carries several requests, also one after another, as the program answers them', async () => {
        const { http, close } = await route(goPod);
        const bodies = [];
        for (let i = 0; i < 3; i++) {
          bodies.push(
            Buffer.from((await http.get({ ...REQUEST, url: `${GO_URL}/cmdline` })).body).toString(),
          );
        }
        const missing = await http.get({ ...REQUEST, url: `${GO_URL}/none` });
        await close();
        const path = `/api/v1/namespaces/${namespace}/pods/${goPod}:${cluster.goPort}/proxy/debug/pprof/cmdline`;
        const proxied = await cluster.raw(path);
        expect(proxied).not.toBe('');
        expect(bodies).toEqual([proxied, proxied, proxied]);
        expect(missing.status).toBe(404);
      });

      it('ends with the message also where the program then closes', async () => {
        const { http, close } = await route(goPod);
        const { body } = await http.get({
          ...REQUEST,
          url: `${GO_URL}/cmdline`,
          headers: { connection: 'close' },
        });
        await close();
        expect(body.length).toBeGreaterThan(0);
      });

      it('to a port where nothing listens says so', async () => {
        const error = await failure(ask(goPod, '/', { port: 4 }));
        expect(error.message).toContain(`nothing listens on port 4 of pod ${namespace}/${goPod}`);
        expect(error.code).toBe('UNREACHABLE');
      });

      it('to a pod that does not run says in which state it is', async () => {
        const pending = await failure(ask(await cluster.pendingPod(), '/'));
        expect(pending.message).toContain('does not run yet: it is Pending');
        const finished = await failure(ask(await cluster.finishedPod(), '/'));
        expect(finished.message).toContain('has ended: it is Succeeded');
        expect(await failure(ask('nobody', '/'))).toMatchObject({
          code: 'NOT_FOUND',
          message: expect.stringContaining('pods "nobody" not found'),
        });
      });

      it('ends in time', async () => {
        const { http, close } = await route(goPod);
        const asked = { ...REQUEST, timeoutMs: 400, url: `${GO_URL}/trace?seconds=8` };
        expect(await failure(http.get(asked))).toMatchObject({ code: 'TIMEOUT' });
        await close();
      });

      it('to a pod that is deleted meanwhile gives no half of a body', async () => {
        const name = await cluster.goPod();
        const { http, close } = await route(name);
        const asked = http.get({ ...REQUEST, timeoutMs: 60_000, url: `${GO_URL}/profile?seconds=30` });
        const outcome = failure(asked);
        await http.get({ ...REQUEST, url: `${GO_URL}/cmdline` });
        await cluster.deletePod(name);
        const message = expect.stringMatching(/is gone: it was deleted meanwhile|is being deleted/);
        expect(await outcome).toMatchObject({ code: 'UNREACHABLE', message });
        await close();
      });
    });

    describe('the proxy', () => {
      it('gives statuses of the program as they are, and its own as errors', async () => {
        expect((await ask(goPod, '/none', { way: 'proxy' })).status).toBe(404);
        const refused = await failure(ask(goPod, '/', { way: 'proxy', port: 4 }));
        expect(refused).toMatchObject({
          code: 'UNREACHABLE',
          details: { said: expect.stringContaining('refused') },
        });
        expect(await failure(ask('nobody', '/', { way: 'proxy' }))).toMatchObject({ code: 'NOT_FOUND' });
        const pending = await failure(ask(await cluster.pendingPod(), '/', { way: 'proxy' }));
        expect(pending.message).toContain('does not run yet: it is Pending');
      });

      it('passes paths and queries as they are', async () => {
        const { status, body } = await ask(goPod, '/%67oroutine?debug=1&x=%2F%20', { way: 'proxy' });
        expect([status, Buffer.from(body).toString().split(':')[0]]).toEqual([200, 'goroutine profile']);
      });

      it('to a pod that is deleted meanwhile gives no half of a body', async () => {
        const name = await cluster.goPod();
        const { http } = await route(name, { way: 'proxy' });
        const outcome = failure(
          http.get({ ...REQUEST, timeoutMs: 60_000, url: `${GO_URL}/profile?seconds=30` }),
        );
        await http.get({ ...REQUEST, url: `${GO_URL}/cmdline` });
        await cluster.deletePod(name);
        const message = expect.stringMatching(/is gone: it was deleted meanwhile|is being deleted/);
        expect(await outcome).toMatchObject({ code: 'UNREACHABLE', message });
      });
    });

    describe('a program', () => {
      it('that is profiled already says so, by either way', async () => {
        const name = await cluster.goPod();
        const ways = ['port-forward', 'port-forward', 'proxy'] as const;
        const answers = await Promise.all(ways.map((way) => ask(name, '/profile?seconds=2', { way })));
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 500, 500]);
        for (const { body } of answers.filter(({ status }) => status === 500)) {
          expect(Buffer.from(body).toString()).toContain('already in use');
        }
      });
    });

    describe('Node.js', () => {
      let nodePod: string;
      beforeAll(async () => {
        nodePod = await cluster.nodePod();
      });

      it('is inspected through a port-forward, for it listens on 127.0.0.1', async () => {
        const opened = await route(nodePod, { port: 9229 });
        const inspector = await opened.inspector();
        const session = await inspector.connect({ host: '127.0.0.1', port: 9229, timeoutMs: 15_000 });
        const expression = '6 * 7';
        expect(await session.send('Runtime.evaluate', { expression })).toMatchObject({
          result: { value: 42 },
        });
        await session.close();
        await opened.close();
        expect(await failure(ask(nodePod, '/', { port: 9229, way: 'proxy' }))).toMatchObject({
          code: 'UNREACHABLE',
        });
      });

      it('runs what exec says, without a shell', async () => {
        const pod = { namespace, name: nodePod, container: undefined };
        const script = 'process.stdout.write(process.argv[1]); process.stderr.write("err"); process.exit(3)';
        expect(await kubernetes.exec(pod, ['node', '-e', script, '$HOME; "x"'])).toEqual({
          exitCode: 3,
          stdout: '$HOME; "x"',
          stderr: 'err',
        });
        expect(await failure(kubernetes.exec(pod, ['no-such-program']))).toMatchObject({ code: 'NOT_FOUND' });
        const nobody = { ...pod, name: 'nobody' };
        expect(await failure(kubernetes.exec(nobody, ['node']))).toMatchObject({ code: 'NOT_FOUND' });
      });

      it('that is deleted while a command runs ends it', async () => {
        const name = await cluster.nodePod();
        const pod = { namespace, name, container: undefined };
        const outcome = kubernetes.exec(pod, ['node', '-e', 'setTimeout(() => {}, 60000)']).then(
          ({ exitCode }) => exitCode,
          (error: ProfError) => error.code,
        );
        // Whoever answers this has been asked after the other.
        await kubernetes.exec(pod, ['node', '-e', '0']);
        await cluster.deletePod(name);
        expect([137, 'UNREACHABLE']).toContain(await outcome);
      });
    });
  });
}
