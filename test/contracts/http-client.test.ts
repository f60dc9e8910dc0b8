import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { isLinkLocal } from '../../src/adapters/http/link-local.ts';
import { ProfError } from '../../src/kit/errors.ts';
import type { HttpRequest } from '../../src/ports/http-client.ts';
import { startTcpServer, startWebServer, type TestServer } from '../support/web-server.ts';

const pem = (name: string) =>
  readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');

const client = createHttpClient();
const servers: TestServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(
  listener: RequestListener,
  tls?: Parameters<typeof startWebServer>[1],
): Promise<TestServer> {
  const server = await startWebServer(listener, tls);
  servers.push(server);
  return server;
}

async function serveRaw(answer: string, thenEnd = true): Promise<TestServer> {
  const server = await startTcpServer((socket) => {
    socket.once('data', () => {
      socket.write(answer);
      if (thenEnd) socket.end();
    });
  });
  servers.push(server);
  return server;
}

function get(url: string, options: Partial<HttpRequest> = {}) {
  return client.get({ url, timeoutMs: 5_000, maxBodyBytes: 1_000_000, ...options });
}

async function failure(promise: Promise<unknown>): Promise<ProfError> {
  const error = await promise.then(
    () => expect.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProfError);
  return error as ProfError;
}

describe('an HTTP client', () => {
  it('returns status, lower-case headers and the body as sent', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(404, { 'X-Echo': request.headers['x-key'] ?? '' });
      response.end(Buffer.from([0, 255, 10]));
    });
    const response = await get(`${url}/a?b=1`, { headers: { 'x-key': 'v' } });
    expect(response.status).toBe(404);
    expect(response.reason).toBe('Not Found');
    expect(response.headers['x-echo']).toBe('v');
    expect([...response.body]).toEqual([0, 255, 10]);
    expect(response.url).toBe(`${url}/a?b=1`);
  });

  it('leaves a content-encoding to the caller and asks for none', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'x-asked': request.headers['accept-encoding'] });
      response.end('not gzip');
    });
    const response = await get(url);
    expect(new TextDecoder().decode(response.body)).toBe('not gzip');
    expect(response.headers['x-asked']).toBe('identity');
  });

  it.each([
    ['a length not reached', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'],
    ['a chunk not finished', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort'],
    ['no last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'],
  ])('refuses a body cut short: %s', async (_what, answer) => {
    const { url } = await serveRaw(answer);
    const error = await failure(get(`${url}/heap`));
    expect(error.code).toBe('UNREACHABLE');
    expect(error.message).toBe(`${url}/heap: the connection broke after 5 bytes of the body`);
  });

  it('ends an answer that never comes at the timeout', async () => {
    const { url } = await serve(() => {});
    const error = await failure(get(url, { timeoutMs: 50 }));
    expect(error.code).toBe('TIMEOUT');
    expect(error.message).toContain('no answer within');
  });

  it('ends a body that stops half-way at the timeout', async () => {
    const { url } = await serve((_request, response) => void response.write('12345'));
    const error = await failure(get(url, { timeoutMs: 300 }));
    expect(error.code).toBe('TIMEOUT');
    expect(error.details.receivedBytes).toBe(5);
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const { url } = await serve(() => controller.abort(new ProfError('INTERRUPTED', 'stopped')));
    expect((await failure(get(url, { signal: controller.signal }))).code).toBe('INTERRUPTED');
    expect((await failure(get(url, { signal: controller.signal }))).code).toBe('INTERRUPTED');
  });

  it('stops reading a body that is too long', async () => {
    const { url } = await serve((_request, response) => {
      response.on('error', () => {});
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', write);
      write();
    });
    expect((await failure(get(url, { maxBodyBytes: 100_000 }))).code).toBe('LIMIT');
  });

  it('says what refused, and what is no HTTP', async () => {
    const gone = await serveRaw('');
    await servers.pop()!.close();
    const refused = await failure(get(`${gone.url}/x`));
    expect([refused.code, refused.message]).toEqual(['UNREACHABLE', `${gone.url}/x: connection refused`]);
    expect(refused.hints).not.toEqual([]);
    const ssh = await serveRaw('SSH-2.0-OpenSSH_9.2\r\n');
    expect((await failure(get(ssh.url))).message).toContain('does not speak HTTP');
    const silent = await serveRaw('');
    expect((await failure(get(silent.url))).code).toBe('UNREACHABLE');
    expect((await failure(get('ftp://127.0.0.1/'))).code).toBe('USAGE');
    expect((await failure(get('http://no-such-host.invalid/'))).code).toBe('UNREACHABLE');
  });

  it('never shows credentials or queries', async () => {
    const gone = await serveRaw('');
    await servers.pop()!.close();
    const error = await failure(get(gone.url.replace('//', '//user:canary1@').concat('/p?token=canary2')));
    expect(JSON.stringify([error.message, error.hints, error.details])).not.toContain('canary');
  });

  it('does not ask again when a kept connection breaks long after the request: it was under way', async () => {
    let asked = 0;
    const server = await startTcpServer((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        else setTimeout(() => socket.resetAndDestroy(), 1200);
      });
    });
    servers.push(server);
    await get(server.url);
    expect(await failure(get(server.url))).toMatchObject({ code: 'UNREACHABLE' });
    expect(asked).toBe(2);
  });

  it('asks again when a kept connection turns out to be closed', async () => {
    let connections = 0;
    const server = await startTcpServer((socket) => {
      connections += 1;
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        else socket.resetAndDestroy();
      });
    });
    servers.push(server);
    await get(server.url);
    expect((await get(server.url)).status).toBe(200);
    expect(connections).toBe(2);
  });
});

describe('redirects', () => {
  it('are followed on the same host', async () => {
    const { url } = await serve((request, response) => {
      if (request.url === '/b') response.end('there');
      else response.writeHead(302, { location: '/b' }).end();
    });
    const response = await get(`${url}/a`);
    expect(new TextDecoder().decode(response.body)).toBe('there');
    expect(response.url).toBe(`${url}/b`);
  });

  it('to another host are refused and not asked', async () => {
    let asked = 0;
    const other = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    const { url } = await serve((_request, response) => {
      response.writeHead(302, { location: `http://localhost:${other.port}/?token=canary` }).end();
    });
    const error = await failure(get(url, { headers: { authorization: 'Bearer canary' } }));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.message).not.toContain('canary');
    expect(asked).toBe(0);
  });

  it('to another port are refused too: that is another program', async () => {
    let asked = 0;
    const other = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    const { url } = await serve((_request, response) => {
      response.writeHead(302, { location: `${other.url}/steal` }).end();
    });
    const error = await failure(get(url, { headers: { authorization: 'Bearer canary' } }));
    expect({ code: error.code, asked }).toEqual({ code: 'NOT_ALLOWED', asked: 0 });
  });

  it('in a circle end', async () => {
    const { url } = await serve((_request, response) => {
      response.writeHead(302, { location: '/' }).end();
    });
    expect((await failure(get(url))).message).toContain('more than 5 redirects');
  });
});

describe('TLS', () => {
  const tls = { cert: pem('server'), key: pem('server-key') };
  const hello: RequestListener = (_request, response) => void response.end('hello');

  it('trusts the authority that was named, and no other', async () => {
    const { url } = await serve(hello, tls);
    expect((await get(url, { tls: { ca: pem('ca') } })).status).toBe(200);
    const error = await failure(get(url));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.hints.join()).toContain('--ca');
  });

  it('shows a client certificate where the server wants one', async () => {
    const { url } = await serve(hello, {
      ...tls,
      ca: pem('ca'),
      requestCert: true,
      rejectUnauthorized: true,
    });
    const mine = { ca: pem('ca'), cert: pem('client'), key: pem('client-key') };
    expect((await get(url, { tls: mine })).status).toBe(200);
    const error = await failure(get(url, { tls: { ca: pem('ca') } }));
    expect(error.code).toBe('NOT_ALLOWED');
    expect(error.hints.join()).toContain('--cert');
  });

  it('tells http from https', async () => {
    const plain = await serve(hello);
    const error = await failure(get(plain.url.replace('http:', 'https:')));
    expect([error.code, error.hints]).toEqual(['UNREACHABLE', ['try http:// instead of https://']]);
  });

  it('refuses a file that is no PEM', async () => {
    const { url } = await serve(hello, tls);
    expect((await failure(get(url, { tls: { cert: 'x', key: 'x' } }))).code).toBe('USAGE');
  });
});

describe('link-local addresses', () => {
  it.each(['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254', '::ffff:169.254.169.254'])(
    'hold %s',
    (address) => expect(isLinkLocal(address)).toBe(true),
  );

  it.each(['127.0.0.1', '::1', '10.0.0.1', 'fd00::1', 'localhost'])('do not hold %s', (address) =>
    expect(isLinkLocal(address)).toBe(false),
  );

  it('are refused before anything is sent', async () => {
    const literal = await failure(get('http://169.254.169.254/latest/meta-data/'));
    expect(literal.code).toBe('NOT_ALLOWED');
    expect((await failure(get('http://[::ffff:169.254.169.254]/'))).code).toBe('NOT_ALLOWED');
    const { url } = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    });
    expect((await failure(get(url))).code).toBe('NOT_ALLOWED');
  });
});

it('leaves nothing that holds the process', async () => {
  const { execPath } = process;
  const { spawn } = await import('node:child_process');
  const { url } = await serve((_request, response) => void response.end('hello'));
  const module = new URL('../../src/adapters/http/http-client.ts', import.meta.url).href;
  const script = `const {createHttpClient} = await import(${JSON.stringify(module)});
    await createHttpClient().get({url: ${JSON.stringify(url)}, timeoutMs: 60000, maxBodyBytes: 100});`;
  const child = spawn(execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
