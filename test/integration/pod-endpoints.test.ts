import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpTls } from '../../src/ports/http-client.ts';
import { PodHarness } from '../support/pod-harness.ts';
import { ROOT, temporaryFolder } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { startWebServer, type TestServer } from '../support/web-server.ts';

const home = temporaryFolder();
let shop: PodHarness;
const servers: TestServer[] = [];

beforeEach(async () => {
  shop = await new PodHarness(home.path).start();
});
afterEach(async () => {
  await shop.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const pem = (name: string) => readFileSync(`${ROOT}fixtures/tls/${name}.pem`, 'utf8');
const fixture = (name: string) => readFileSync(`${ROOT}fixtures/profiles/go/1.26/${name}`);

/** A pod `web` whose program answers with TLS, as `localhost`; what it was called in each handshake. */
async function securePod(annotations: Record<string, string>): Promise<{ readonly names: unknown[] }> {
  const names: unknown[] = [];
  const server = await startWebServer(
    (request, response) => {
      names.push((request.socket as TLSSocket).servername);
      response.end(fixture(request.url === '/debug/pprof/' ? 'index.html' : 'heap.pb.gz'));
    },
    { key: pem('server-key'), cert: pem('server') },
  );
  servers.push(server);
  shop.cluster.add(podObject('web', { annotations, labels: { 'autopgo.scrape': 'true' } }));
  shop.listen('shop/web', 6060, server.port);
  return { names };
}

const HTTPS = { 'autopgo.scrape.scheme': 'https' };

describe('an https endpoint behind a port-forward', () => {
  it.each<[what: string, tls: HttpTls, name: unknown]>([
    [
      'the authority and the name of its certificate',
      { ca: pem('ca'), serverName: 'localhost' },
      'localhost',
    ],
    ['the word that it is not to be checked', { insecure: true }, 'web'],
  ])('is asked with %s', async (_what, tls, name) => {
    const { names } = await securePod(HTTPS);
    const result = await shop.run(['web'], { tls });
    expect(result.failures).toEqual([]);
    expect(await shop.keys()).toEqual(['2024-01-15/web/20240115-120000-heap.pprof']);
    expect(result.targets[0]!.reached!.endpoint).toMatchObject({ scheme: 'https', port: 6060 });
    expect(new Set(names)).toEqual(new Set([name]));
  });

  it.each<[what: string, tls: HttpTls, message: string, hint: string]>([
    ['an authority that nobody named', { serverName: 'localhost' }, 'certificate', '--endpoint-ca'],
    ['another name than the pod has', { ca: pem('ca') }, 'certificate', '--endpoint-server-name'],
  ])('is not believed with %s', async (_what, tls, message, hint) => {
    const { names } = await securePod(HTTPS);
    const { failures } = await shop.run(['web'], { tls });
    expect(failures[0]!.error).toMatchObject({ code: 'NOT_ALLOWED' });
    expect(failures[0]!.error.message).toContain(message);
    expect(failures[0]!.error.hints.join('\n')).toContain(hint);
    expect(names).toEqual([]);
  });

  it('is also what a flag says', async () => {
    await securePod({});
    const tls = { ca: pem('ca'), serverName: 'localhost' };
    const result = await shop.run(['web'], { tls, endpoint: { port: '6060', scheme: 'https' } });
    expect(result.failures).toEqual([]);
  });
});

/** A pod `web` whose program refuses who does not show the header, and what it was shown. */
async function guardedPod(
  annotations: Record<string, string>,
): Promise<{ readonly seen: IncomingHttpHeaders[] }> {
  const seen: IncomingHttpHeaders[] = [];
  const server = await startWebServer((request, response) => {
    seen.push(request.headers);
    if (request.headers['x-key'] !== 'canary') return void response.writeHead(401).end('who are you\n');
    response.end(fixture(request.url === '/debug/pprof/' ? 'index.html' : 'heap.pb.gz'));
  });
  servers.push(server);
  shop.cluster.add(
    podObject('web', {
      annotations,
      containers: [{ name: 'main', ports: [{ name: 'admin', containerPort: 8080 }] }],
    }),
  );
  shop.listen('shop/web', 8080, server.port);
  return { seen };
}

const ACCESS = { headers: { 'x-key': 'canary', authorization: 'Bearer canary' } };

describe('headers and a token', () => {
  it.each<[what: string, annotations: Record<string, string>]>([
    ['an annotation', { 'pyroscope.io/scrape': 'true', 'pyroscope.io/port': '8080' }],
    ["a port's declaration", {}],
  ])(
    'stay here where only %s leads, and the error says how they would go there',
    async (_what, annotations) => {
      const { seen } = await guardedPod(annotations);
      const { failures } = await shop.run(['web'], {}, { access: ACCESS });
      expect(failures[0]!.error).toMatchObject({ code: 'NOT_ALLOWED' });
      expect(failures[0]!.error.message).toContain('HTTP 401: who are you');
      expect(failures[0]!.error.hints[0]).toContain('--send-token-to-annotated');
      expect(JSON.stringify(seen)).not.toContain('canary');
    },
  );

  it.each([
    ['where a flag points', { endpoint: { port: '8080' } }],
    ["where a flag points by a port's name", { endpoint: { port: 'admin' } }],
    ['where it was allowed', { sendsToken: true }],
  ])('go %s', async (_what, pods) => {
    const { seen } = await guardedPod({});
    const result = await shop.run(['web'], pods, { access: ACCESS });
    expect(result.failures).toEqual([]);
    expect(seen).toHaveLength(2);
    for (const headers of seen) expect(headers).toMatchObject(ACCESS.headers);
  });

  it('that are refused are not asked for again', async () => {
    await guardedPod({});
    const { failures } = await shop.run(
      ['web'],
      { endpoint: { port: '8080' } },
      { access: { headers: { 'x-key': 'x' } } },
    );
    expect(failures[0]!.error.hints[0]).toContain('refuses it');
  });
});

describe('the search', () => {
  it('passes over what answers something else, and lists what the first that fits offers', async () => {
    await shop.pod('web', {
      port: 9000,
      annotations: { 'profiles.grafana.com/cpu.scrape': 'true', 'profiles.grafana.com/cpu.port': '8080' },
      containers: [{ name: 'main', ports: [{ containerPort: 9000 }] }],
    });
    const page = await startWebServer((_request, response) => response.end('<h1>Shop</h1>'));
    servers.push(page);
    shop.listen('shop/web', 8080, page.port);
    const result = await shop.run(['web']);
    expect(result.failures).toEqual([]);
    const [target] = result.targets;
    expect(target!.endpoints.map(({ port, why }) => `${port} ${why}`)).toEqual([
      '8080 annotation profiles.grafana.com/cpu.port',
      '6060 the usual port 6060',
      '9000 declared port 9000',
    ]);
    expect(target!.reached).toMatchObject({ endpoint: { port: 9000 } });
    expect(target!.reached!.offered).toEqual([
      'allocs',
      'block',
      'goroutine',
      'heap',
      'mutex',
      'profile',
      'sample.sessions',
      'threadcreate',
      'trace',
    ]);
  });

  it.each(['web.1.5', '123', 'a.0x7f'])(
    'finds the program of a pod whose name looks like an address: %s',
    async (name) => {
      await shop.pod(name);
      const result = await shop.run([`pod/${name}`]);
      expect(result.failures).toEqual([]);
      expect(await shop.keys()).toHaveLength(1);
    },
  );

  it('that finds nothing says what each place answered', async () => {
    await shop.pod('web', { port: 1, containers: [{ name: 'main', ports: [{ containerPort: 8080 }] }] });
    const { failures } = await shop.run(['web']);
    expect(failures[0]!.error).toMatchObject({
      code: 'UNREACHABLE',
      message:
        'no endpoint of pod shop/web answers: 6060 (the usual port 6060): nothing listens on port 6060 of pod shop/web; 8080 (declared port 8080): nothing listens on port 8080 of pod shop/web',
    });
  });
});

describe('a pod that says that it does not want to be profiled', () => {
  it.each([
    ['annotation', 'profiles.grafana.com/cpu.scrape'],
    ['annotation', 'bolometer.io/enabled'],
    ['annotation', 'profiling.io/enabled'],
    ['annotation', 'profefe.com/enable'],
    ['annotation', 'pyroscope.io/scrape'],
    ['label', 'autopgo.scrape'],
  ])('by the %s %s is skipped under a selector, and taken by hand with a warning', async (kind, key) => {
    shop.deployment('web');
    const no = { [key]: 'false' };
    const labels = { app: 'web', ...(kind === 'label' ? no : {}) };
    await shop.pod('web-a', { labels, annotations: kind === 'label' ? {} : no });
    await shop.pod('web-b', { labels: { app: 'web' } });
    const selected = await shop.run([], { selector: 'app=web' });
    expect(selected.targets.map(({ target }) => target)).toEqual(['pod/web-b']);
    expect(shop.said()).toEqual([`skipped shop/web-a: ${kind} ${key}: false`]);
    for (const name of ['web-a', 'deploy/web']) {
      shop.nowMs += 3_600_000;
      const named = await shop.run([name]);
      expect(named.targets.map(({ target }) => target)).toContain('pod/web-a');
      expect(shop.said()).toEqual([`${name} is tried although it does not want it (${kind} ${key}: false)`]);
    }
  });
});

describe('a pod that cannot be profiled', () => {
  it.each([
    ['terminating', { isTerminating: true }],
    ['not ready', { isReady: false }],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }],
    ['on Windows', { isWindows: true }],
    ['pending', { phase: 'Pending' }],
    ['succeeded', { phase: 'Succeeded' }],
  ])('is skipped with a word: %s', async (word, shape) => {
    shop.deployment('web');
    await shop.pod('web-a', { labels: { app: 'web' }, ...shape });
    await shop.pod('web-b', { labels: { app: 'web' } });
    for (const select of [{ targets: ['deploy/web'] }, { targets: [], selector: 'app=web' }]) {
      shop.nowMs += 3_600_000;
      const result = await shop.run(select.targets, select);
      expect(result.targets.map(({ target }) => target)).toEqual(['pod/web-b']);
      expect(shop.said()).toEqual([`skipped shop/web-a: ${word}`]);
    }
  });
});
