import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/run-prof.ts';
import { podObject } from '../support/stub-cluster/pod-object.ts';
import { ThreePods } from '../support/three-pods.ts';

/** Pods that go away, and programs that answer as they should not. */
let three: ThreePods;
beforeEach(async () => {
  three = await new ThreePods().start();
});
afterEach(() => three.stop());

const HEAP = readFileSync(`${ROOT}fixtures/profiles/go/1.26/heap.pb.gz`);
const head = (length: number) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n`;
const half = HEAP.subarray(0, 300);

const terminate = () => {
  for (const forward of three.cluster.forwards.get('shop/broken') ?? []) forward.terminate();
};

describe('a pod that goes away', () => {
  it.each([
    ['before its answer', () => {}],
    [
      'in the middle of a body',
      (socket: Socket) => socket.write(Buffer.concat([Buffer.from(head(HEAP.length)), half])),
    ],
    [
      'in the middle of a chunk',
      (socket: Socket) =>
        socket.write(
          Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n'), half]),
        ),
    ],
    [
      'between two chunks',
      (socket: Socket) =>
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n\x0a\x02\x08\x01\r\n'),
    ],
    [
      'in the middle of a body without a length',
      (socket: Socket) => socket.write(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), half])),
    ],
  ])('deleted %s', async (_what, answer) => {
    await three.program((socket) => {
      answer(socket);
      setImmediate(() => three.cluster.deletePod('shop', 'broken'));
    });
    expect(await three.messageOf()).toContain('pod shop/broken is gone: it was deleted meanwhile');
  });

  it.each([
    ['before its answer', () => {}],
    ['in the middle of a body', (socket: Socket) => socket.write(`${head(HEAP.length)}x`)],
  ])('with its node: the way breaks %s', async (_what, answer) => {
    await three.program((socket) => {
      answer(socket);
      setImmediate(() => terminate());
    });
    expect(await three.messageOf()).toMatch(/the way to it broke \(1006\)|the connection broke after/);
  });

  it('and comes back under its name is said to be another', async () => {
    await three.program(() => {
      setImmediate(() => {
        three.cluster.deletePod('shop', 'broken');
        const again = podObject('broken');
        three.cluster.add({ ...again, metadata: { ...again.metadata, uid: 'another' } });
      });
    });
    expect(await three.messageOf()).toContain('pod shop/broken is another one now');
  });
});

describe('a program', () => {
  it('that ends its connection in the middle of a body', async () => {
    await three.program((socket) => {
      socket.write(head(HEAP.length));
      socket.end(half);
    });
    expect(await three.messageOf()).toContain('the connection broke after 300 bytes of the body');
  });

  it('whose answer ends nowhere but with the connection is not taken for whole, unless gzip says so', async () => {
    const whole = gunzipSync(HEAP);
    await three.program((socket, asked) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.end(asked.includes('heap') ? HEAP : whole);
    });
    expect(await three.messageOf()).toContain('the answer does not say where it ends');
    const { result } = await three.run();
    const broken = result.targets.find(({ target }) => target === 'pod/broken')!;
    expect(broken.profiles.map(({ type }) => type)).toEqual(['heap']);
  });

  it('that says nothing', async () => {
    await three.program(() => {});
    expect(await three.messageOf()).toContain('not done');
  });

  it('that stops in the middle of a body', async () => {
    await three.program((socket) => void socket.write(Buffer.concat([Buffer.from(head(HEAP.length)), half])));
    expect(await three.messageOf()).toContain('not done');
  });

  it('that drips for ever', async () => {
    await three.program((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const drip = setInterval(() => socket.write('1\r\nx\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await three.messageOf()).toContain('not done');
  });

  it('that sends something else altogether', async () => {
    await three.program((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await three.messageOf()).not.toBe('');
  });

  it('that answers 401 is not the cluster: nobody is told to log in there', async () => {
    await three.program(
      (socket) => void socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\nlog in'),
    );
    for (const via of ['port-forward', 'proxy'] as const) {
      const { result } = await three.run({ via });
      const { error } = result.failures[0]!;
      expect(error).toMatchObject({ code: 'NOT_ALLOWED', message: expect.stringContaining('broken') });
      expect(error.hints.join()).not.toContain('kubectl');
    }
  });

  it('that someone else profiles', async () => {
    const said = 'Could not enable CPU profiling: cpu profiling already in use\n';
    await three.program(
      (socket) =>
        void socket.write(
          `HTTP/1.1 500 Internal Server Error\r\nContent-Length: ${said.length}\r\n\r\n${said}`,
        ),
    );
    const { result } = await three.run();
    expect(result.failures[0]!.error.hints.join()).toContain('someone else is profiling');
  });

  it('that writes no longer than its server lets it says so itself', async () => {
    const said = "profile duration exceeds server's WriteTimeout\n";
    await three.program(
      (socket) =>
        void socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${said.length}\r\n\r\n${said}`),
    );
    expect(await three.messageOf()).toContain("profile duration exceeds server's WriteTimeout");
  });
});
