import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createS3Store } from '../../src/adapters/s3/s3-store.ts';
import { ProfError } from '../../src/kit/errors.ts';
import { sha256Hex } from '../../src/kit/sha256.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { S3Settings } from '../../src/ports/s3-settings.ts';
import { readStored } from '../../src/store/read-stored.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { type FakeS3, type Fault, sendError, sendXml, startFakeS3 } from '../support/fake-s3.ts';

const CANARY = 'canary-secret-key-that-nobody-may-see';
const PATIENCE = { silentMs: 250, connectMs: 250, delayMs: 1, maxAttempts: 4 };
const KEY = '2024-01-15/checkout/20240115-120000-cpu.pprof';
const BYTES = new TextEncoder().encode('profile '.repeat(1000));

let fake: FakeS3;
let before: NodeJS.ProcessEnv;
beforeEach(async () => {
  before = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: CANARY });
  fake = await startFakeS3();
});
afterEach(async () => {
  process.env = before;
  await fake.close();
});

function open(settings: S3Settings = {}, patience = PATIENCE): BlobStore {
  return createS3Store(
    's3://bucket/team',
    { endpointUrl: fake.url, conditionalWrites: true, ...settings },
    { patience },
  );
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Makes the first `times` such requests fail. */
function failing(times: number, operation: string, fail: (response: ServerResponse) => void): Fault {
  let left = times;
  return (request, response) => {
    if (request.operation !== operation || left === 0) return false;
    left -= 1;
    fail(response);
    return true;
  };
}

const error = (status: number, code: string) => (response: ServerResponse) =>
  sendError(response, status, code);
const reset = (response: ServerResponse) => response.destroy();
const silence = () => {};
const cut = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': BYTES.length });
  response.write(BYTES.subarray(0, 1000), () => response.destroy());
};
const stalled = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': BYTES.length });
  response.write(BYTES.subarray(0, 1000));
};

/** What each command of the store comes down to. */
const OPERATIONS: Record<string, { operation: string; run: (store: BlobStore) => Promise<unknown> }> = {
  list: { operation: 'LIST', run: (store) => all(store.list()) },
  folders: { operation: 'LIST', run: (store) => all(store.listFolders('')) },
  head: { operation: 'HEAD', run: (store) => store.head(KEY) },
  get: { operation: 'GET', run: (store) => store.get(KEY) },
  put: { operation: 'PUT', run: (store) => store.put('new', BYTES, {}) },
  'put if absent': { operation: 'PUT', run: (store) => store.putIfAbsent('new', BYTES, {}) },
  delete: { operation: 'DELETE', run: (store) => store.delete(KEY) },
  'delete many': { operation: 'DELETE-MANY', run: (store) => store.deleteMany([KEY]) },
};

const PASSING: Record<string, (response: ServerResponse) => void> = {
  '503 SlowDown': error(503, 'SlowDown'),
  '500 InternalError': error(500, 'InternalError'),
  '503 without a word': (response) => response.writeHead(503).end(),
  'a reset': reset,
  '400 RequestTimeout': error(400, 'RequestTimeout'),
};

const LASTING: Record<string, { fail: (response: ServerResponse) => void; code: string; says: RegExp }> = {
  'a storm of SlowDown': {
    fail: error(503, 'SlowDown'),
    code: 'UNREACHABLE',
    says: /(?:fewer requests|not available) \(after 4 attempts\)/,
  },
  silence: { fail: silence, code: 'TIMEOUT', says: /does not answer/ },
  'access denied': { fail: error(403, 'AccessDenied'), code: 'NOT_ALLOWED', says: /access denied/ },
  'an unknown key': { fail: error(403, 'InvalidAccessKeyId'), code: 'NOT_ALLOWED', says: /access/ },
  'expired credentials': { fail: error(400, 'ExpiredToken'), code: 'NOT_ALLOWED', says: /expired|400|Bad/ },
  'no such bucket': { fail: error(404, 'NoSuchBucket'), code: 'NOT_FOUND', says: /no such bucket/ },
  resets: { fail: reset, code: 'UNREACHABLE', says: /connection broke/ },
};

describe.each(Object.entries(OPERATIONS))('%s', (name, { operation, run }) => {
  beforeEach(() => fake.put(`bucket/team/${KEY}`, BYTES, { sha256: sha256Hex(BYTES) }));

  it.each(Object.entries(PASSING))('goes on after %s', async (what, fail) => {
    // A HEAD has no body that could say which 400 it is.
    if (operation === 'HEAD' && what.startsWith('400')) return;
    const expected = await run(open());
    fake.put(`bucket/team/${KEY}`, BYTES, { sha256: sha256Hex(BYTES) });
    fake.objects.delete('bucket/team/new');
    fake.fault = failing(2, operation, fail);
    expect(await run(open())).toEqual(expected);
  });

  it.each(Object.entries(LASTING))(
    'ends after %s, in time and with a word',
    async (what, { fail, code, says }) => {
      fake.fault = failing(Number.POSITIVE_INFINITY, operation, fail);
      // A HEAD has no body that could say which 404 or 400 it is.
      if (operation === 'HEAD' && ['no such bucket', 'expired credentials'].includes(what)) return;
      const startedMs = performance.now();
      const failure = (await run(open()).catch((thrown) => thrown)) as ProfError;
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      expect(failure).toBeInstanceOf(ProfError);
      expect(failure.code).toBe(code);
      expect(failure.message).toMatch(says);
      expect(failure.hints.length).toBeGreaterThan(0);
      expect(JSON.stringify([failure.message, failure.hints, failure.details])).not.toContain(CANARY);
      // No half file, no false success: nothing new is there.
      if (name.startsWith('put')) expect(fake.objects.has('bucket/team/new')).toBe(false);
    },
  );
});

describe('a body', () => {
  beforeEach(() => fake.put(`bucket/team/${KEY}`, BYTES, { sha256: sha256Hex(BYTES) }));

  it.each([
    ['breaks off', cut],
    ['stalls', stalled],
  ])('that %s is asked for again', async (_what, fail) => {
    fake.fault = failing(1, 'GET', fail);
    expect((await open().get(KEY))!.bytes).toEqual(BYTES);
    expect(fake.taken()).toEqual(['GET', 'GET']);
  });

  it.each([
    ['breaks off', cut, 'UNREACHABLE'],
    ['stalls', stalled, 'TIMEOUT'],
  ])('that always %s is an error', async (_what, fail, code) => {
    fake.fault = failing(99, 'GET', fail);
    await expect(open().get(KEY)).rejects.toMatchObject({ code });
  });

  it('that is not what was stored is an error, by its SHA-256', async () => {
    fake.put(`bucket/team/${KEY}`, 'other', { sha256: sha256Hex(BYTES) });
    await expect(readStored(open(), KEY)).rejects.toMatchObject({ code: 'BAD_DATA' });
  });

  it("that differs from the server's own checksum is an error", async () => {
    process.env.AWS_RESPONSE_CHECKSUM_VALIDATION = 'WHEN_SUPPORTED';
    fake.fault = failing(99, 'GET', (response) => {
      response
        .writeHead(200, { 'content-length': BYTES.length, 'x-amz-checksum-crc32': 'AAAAAA==' })
        .end(BYTES);
    });
    await expect(open().get(KEY)).rejects.toMatchObject({ code: 'BAD_DATA' });
  });
});

describe('a write', () => {
  const write = (store: BlobStore, bytes = BYTES) =>
    storeProfile(
      {
        service: 'checkout',
        type: 'cpu',
        ext: 'pprof',
        runMs: Date.UTC(2024, 0, 15, 12),
        podsInRun: 1,
        bytes,
        metadata: {},
      },
      { store },
    );

  it('whose answer was lost is not stored twice', async () => {
    let isFirst = true;
    fake.fault = (request, response) => {
      if (request.operation !== 'PUT' || !isFirst) return false;
      isFirst = false;
      fake.put(`bucket/${request.key}`, request.body, metadataOf(request.headers));
      response.destroy();
      return true;
    };
    expect((await write(open())).key).toBe(KEY);
    expect(fake.objects.size).toBe(1);
  });

  it('of two machines in one second keeps both', async () => {
    const other = new TextEncoder().encode('other');
    const keys = await Promise.all([write(open()), write(open(), other)]);
    expect(new Set(keys.map(({ key }) => key)).size).toBe(2);
    expect(fake.objects.size).toBe(2);
  });

  it('asks once whether a server honours conditions, and else takes keys that nobody else does', async () => {
    fake.conditions = false;
    process.env.XDG_CACHE_HOME = `/tmp/prof-s3-conditions-${process.pid}-${fake.url.replace(/\D/g, '')}`;
    const store = open({ conditionalWrites: undefined });
    expect(await store.honoursConditions()).toBe(false);
    expect(fake.objects.size).toBe(0);
    fake.taken();
    // Another process knows it.
    const again = open({ conditionalWrites: undefined });
    const stored = await Promise.all([
      write(again),
      write(again),
      write(open({ conditionalWrites: undefined })),
    ]);
    expect(new Set(stored.map(({ key }) => key)).size).toBe(3);
    expect(fake.objects.size).toBe(3);
    for (const { key } of stored) expect(key).toMatch(/-120000-[0-9a-f]{6}-[a-z2-7]{6}-cpu\.pprof$/);
    expect(fake.taken().filter((operation) => operation === 'PUT')).toHaveLength(3);
  });

  it('in parts goes on after an error inside an answer of 200', async () => {
    const large = new Uint8Array(20 * 1024 * 1024).fill(3);
    fake.fault = failing(1, 'COMPLETE', (response) =>
      sendXml(response, '<Error><Code>InternalError</Code><Message>We failed</Message></Error>'),
    );
    expect(await open().putIfAbsent('large', large, {})).toBe('stored');
    expect(fake.objects.get('bucket/team/large')!.bytes.equals(large)).toBe(true);
    fake.fault = failing(99, 'COMPLETE', (response) =>
      sendXml(response, '<Error><Code>InternalError</Code><Message>We failed</Message></Error>'),
    );
    await expect(open().putIfAbsent('other', large, {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(fake.objects.has('bucket/team/other')).toBe(false);
    expect(fake.uploads.size).toBe(0);
  });
});

function metadataOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('x-amz-meta-')) found[name.slice('x-amz-meta-'.length)] = String(value);
  }
  return found;
}

describe('a server', () => {
  it('that repeats a page is noticed', async () => {
    fake.fault = (request, response) => {
      if (request.operation !== 'LIST') return false;
      sendXml(
        response,
        '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken><Contents><Key>team/a</Key><Size>1</Size></Contents></ListBucketResult>',
      );
      return true;
    };
    await expect(all(open().list())).rejects.toMatchObject({ code: 'BAD_DATA' });
    expect(fake.taken()).toHaveLength(2);
  });

  it('that has the bucket in another region says which', async () => {
    fake.fault = failing(99, 'LIST', (response) =>
      sendError(response, 400, 'AuthorizationHeaderMalformed', '<Region>eu-west-3</Region>'),
    );
    const failure = await all(open().list()).catch((thrown) => thrown);
    expect(failure.message).toMatch(/another region/);
    expect(failure.hints).toContain('name it: --region eu-west-3');
  });

  it('that has archived a profile says how it comes back', async () => {
    fake.fault = failing(99, 'GET', error(403, 'InvalidObjectState'));
    const failure = await open()
      .get(KEY)
      .catch((thrown) => thrown);
    expect(failure.message).toMatch(/archived/);
    expect(failure.hints[0]).toBe(
      `aws s3api restore-object --bucket bucket --key team/${KEY} --restore-request Days=7`,
    );
  });

  it('whose clock differs is asked again by its own time', async () => {
    fake.fault = failing(1, 'LIST', (response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      sendError(response, 403, 'RequestTimeTooSkewed');
    });
    expect(await all(open().list())).toEqual([]);
  });

  it('that is not there is named, and so is the right that is missing', async () => {
    const nowhere = open({ endpointUrl: 'http://127.0.0.1:1' });
    await expect(nowhere.head(KEY)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: /connection refused/,
    });
    const unknown = open({ endpointUrl: 'http://no-such-host.invalid' });
    await expect(unknown.head(KEY)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: /host|name server/,
    });
    fake.fault = failing(99, 'LIST', error(403, 'AccessDenied'));
    const denied = await all(open().list()).catch((thrown) => thrown);
    expect(denied.hints[0]).toBe('it takes the right s3:ListBucket on arn:aws:s3:::bucket');
  });

  it('that cannot delete many gets one request for each', async () => {
    fake.put('bucket/team/a', 'x');
    fake.put('bucket/team/b', 'x');
    fake.fault = failing(99, 'DELETE-MANY', error(400, 'MissingContentMD5'));
    expect(await open().deleteMany(['a', 'b'])).toEqual([]);
    expect(fake.objects.size).toBe(0);
  });
});

describe('credentials', () => {
  it('that are not there are asked for', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nowhere' });
    const failure = await all(open().list()).catch((thrown) => thrown);
    expect(failure).toMatchObject({ code: 'NOT_ALLOWED', message: /no credentials were found/ });
    expect(failure.hints.join()).toContain('--no-sign-request');
    expect(await all(open({ noSignRequest: true }).list())).toEqual([]);
    expect(fake.requests.at(-1)!.headers.authorization).toBeUndefined();
  });
});

describe('a stop of the program', () => {
  const stopped = new ProfError('INTERRUPTED', 'stopped by Ctrl-C');
  const openStopped = (settings: S3Settings) =>
    createS3Store(
      's3://bucket/team',
      { endpointUrl: fake.url, ...settings },
      { patience: PATIENCE, stop: () => AbortSignal.abort(stopped) },
    );

  it('ends reading for which no signal was given', async () => {
    const store = openStopped({ conditionalWrites: true });
    for (const read of [
      () => all(store.list()),
      () => all(store.listLevel('')),
      () => all(store.listFolders('')),
      () => store.head(KEY),
      () => store.get(KEY),
    ]) {
      await expect(read()).rejects.toBe(stopped);
    }
    expect(fake.requests).toEqual([]);
  });

  it.each([true, false])('keeps what was taken (conditional writes: %s)', async (conditionalWrites) => {
    const store = openStopped({ conditionalWrites });
    const taken = {
      service: 'checkout',
      type: 'cpu',
      ext: 'pprof',
      runMs: Date.UTC(2024, 0, 15, 12),
      podsInRun: 1,
      bytes: BYTES,
      metadata: { reason: 'on-demand' },
    } as const;
    const { key } = await storeProfile(taken, { store });
    // Once more, as after an answer that was lost: it is looked at what is there.
    expect((await storeProfile(taken, { store })).key).toBe(key);
    expect([...fake.objects.keys()]).toEqual([`bucket/team/${key}`]);
  });
});
