import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { ROOT } from '../support/run-prof.ts';
import type { ForwardFault } from '../support/stub-cluster/stub-cluster.ts';
import { ThreePods } from '../support/three-pods.ts';

/** Ways to pods that break, are never opened, or carry something else. */
let three: ThreePods;
beforeEach(async () => {
  three = await new ThreePods().start();
});
afterEach(() => three.stop());

const HEAP = readFileSync(`${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`);
const INDEX = readFileSync(`${ROOT}fixtures/profiles/go/1.26/index.html`);
const fault = (what: ForwardFault) => three.cluster.faults.set('shop/broken', what);
const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
const half = HEAP.subarray(0, 300);

describe('the way', () => {
  const PORT = Buffer.from([6060 & 0xff, 6060 >> 8]);
  const frame = (channel: number, bytes: Buffer | string) =>
    Buffer.concat([Buffer.from([channel]), Buffer.from(bytes)]);
  const begin = (socket: WebSocket) => {
    socket.send(frame(0, PORT));
    socket.send(frame(1, PORT));
  };

  it.each<[string, ForwardFault, string]>([
    ['is never opened', { handshake: 'silence' }, 'no answer'],
    [
      'is refused without a word',
      { handshake: { code: 403, body: '' } },
      'as it does when it does not know the protocol',
    ],
    ['is refused with a page', { handshake: { code: 502, body: '<html>Bad Gateway' } }, '<html>Bad Gateway'],
    ['speaks no protocol', { noProtocol: true }, 'agrees to no protocol that prof speaks'],
    ['says nothing', { talk: begin }, 'not done'],
    ['does not even begin', { talk: () => {} }, 'not done'],
    [
      'ends at once',
      { talk: (socket) => socket.close(1000) },
      'the connection was closed before an answer came',
    ],
    ['breaks at once', { talk: (socket) => socket.terminate() }, 'broke (1006)'],
    [
      'has an error of its own',
      {
        talk: (socket) => {
          begin(socket);
          socket.send(
            frame(
              1,
              'error forwarding port 6060 to pod 0f2b: failed to find sandbox "0f2b" in store: not found',
            ),
          );
          socket.close(1000);
        },
      },
      'failed to find sandbox',
    ],
    [
      'is full of noise',
      {
        talk: (socket) => {
          begin(socket);
          socket.send('text, not bytes');
          socket.send(frame(9, 'no such channel'));
          socket.send(Buffer.alloc(0));
          socket.send(frame(0, '\u0000\u0001 not HTTP'));
        },
      },
      'does not speak HTTP',
    ],
    [
      'sends an error without an end',
      {
        talk: (socket) => {
          begin(socket);
          for (let i = 0; i < 64; i++) socket.send(frame(1, 'x'.repeat(100_000)));
        },
      },
      'xxx',
    ],
  ])('%s', async (_what, what, message) => {
    fault(what);
    const said = await three.messageOf();
    expect(said).toContain(message);
    expect(said.length).toBeLessThan(3000);
  });

  it('that has its port bytes in pieces is a way', async () => {
    fault({
      talk: (socket) => {
        for (const channel of [0, 1])
          for (const byte of PORT) socket.send(frame(channel, Buffer.from([byte])));
        socket.on('message', (data: Buffer) => {
          const index = data.toString().includes('GET /debug/pprof/ ');
          const body = index ? INDEX : HEAP;
          for (const byte of Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`)) {
            socket.send(frame(0, Buffer.from([byte])));
          }
          socket.send(frame(0, body));
        });
      },
    });
    expect((await three.run()).result.failures).toEqual([]);
  });
});

describe('the API server', () => {
  it('that is killed ends all that is under way, each with a word, and works again when it is back', async () => {
    await three.program(() => void three.cluster.kill());
    const port = Number(new URL(three.cluster.url).port);
    const { result, keys } = await three.run();
    expect(new Set(result.failures.map(({ target }) => target))).toContain('pod/broken');
    for (const { error } of result.failures) expect(error.code).toBe('UNREACHABLE');
    expect(keys.length).toBe(result.targets.reduce((sum, { profiles }) => sum + profiles.length, 0));
    await three.start(port);
    expect((await three.run()).result.failures).toEqual([]);
  });
});

describe('the proxy', () => {
  const via = 'proxy';

  it('to a pod that is deleted meanwhile', async () => {
    await three.program((socket) => {
      three.cluster.deletePod('shop', 'broken');
      setImmediate(() => socket.destroy());
    });
    expect(await three.messageOf({ via })).toContain('pod shop/broken is gone: it was deleted meanwhile');
  });

  it('to a program that ends in the middle of a body: no answer comes from the API server', async () => {
    await three.program((socket) => {
      socket.write(head(HEAP.length));
      socket.end(half);
    });
    const said = await three.messageOf({ via });
    expect(said).toContain(`cannot reach shop/broken:6060 by proxy: ${three.cluster.url}: `);
    expect(said).not.toContain('/api/v1/');
  });

  it('to a program that sends to a page to log in: it is not followed', async () => {
    const asked: string[] = [];
    await three.program((socket, path) => {
      asked.push(path);
      socket.write('HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n');
    });
    expect(await three.messageOf({ via })).toContain(
      'shop/broken:6060 redirects /debug/pprof/profile to /login',
    );
    expect(asked.some((path) => path.includes('login'))).toBe(false);
  });

  it('gets the number of a port, not its name, at which the server would panic', async () => {
    const { result } = await three.run({ via, endpoint: { port: 'pprof' } });
    expect(result.failures).toEqual([]);
    const paths = three.cluster.requests.map(({ path }) => path).filter((path) => path.includes('/proxy/'));
    expect(paths.every((path) => /\/pods\/\w+:6060\/proxy\//.test(path))).toBe(true);
  });

  it.each([
    'dial tcp 10.0.0.7:6060: connect: no route to host',
    'read tcp 10.0.0.1:1->10.0.0.7:6060: read: connection reset by peer',
    'EOF',
  ])('that says %s', async (why) => {
    three.cluster.proxyProblems.set('shop/broken', `error trying to reach service: ${why}`);
    expect(await three.messageOf({ via })).toContain(why);
  });
});
