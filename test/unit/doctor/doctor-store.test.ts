import { describe, expect, it } from 'vitest';
import { doctorStore } from '../../../src/doctor/doctor-store.ts';
import { storePolicy } from '../../../src/doctor/store-policy.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import type { StoreDiagnosis } from '../../../src/ports/store-diagnosis.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';

const refused = async (): Promise<never> => {
  throw new ProfError('NOT_ALLOWED', 'AccessDenied');
};

function diagnosis(changes: Partial<StoreDiagnosis> = {}): StoreDiagnosis {
  return {
    bucket: 'b',
    prefix: 'profiles/',
    endpoint: undefined,
    credentials: async () => 'AKIA from the environment',
    region: async () => 'eu-west-1',
    findBucket: async () => ({ region: 'eu-west-1', clockAheadMs: 100 }),
    ...changes,
  };
}

const outcomes = async (store: MemoryBlobStore, told?: StoreDiagnosis) =>
  (await doctorStore({ store, diagnosis: told })).map(({ name, outcome }) => `${name}: ${outcome}`);

async function keysOf(store: MemoryBlobStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list()) keys.push(key);
  return keys;
}

describe('the doctor of stores', () => {
  it('tries everything, and leaves nothing behind', async () => {
    const store = new MemoryBlobStore();
    expect(await outcomes(store, diagnosis())).toEqual([
      'credentials: ok',
      'region: ok',
      'bucket: ok',
      'clock: ok',
      'list: ok',
      'put: ok',
      'get: ok',
      'conditional write: ok',
      'delete: ok',
    ]);
    expect(await keysOf(store)).toEqual([]);
  });

  it('asks a folder for no credentials', async () => {
    expect(await outcomes(new MemoryBlobStore())).toEqual([
      'list: ok',
      'put: ok',
      'get: ok',
      'conditional write: ok',
      'delete: ok',
    ]);
  });

  it.each([
    ['list', 'listFolders', 's3:ListBucket', 'arn:aws:s3:::b"'],
    ['put', 'put', 's3:PutObject', 'arn:aws:s3:::b/profiles/*'],
    ['get', 'get', 's3:GetObject', 'arn:aws:s3:::b/profiles/*'],
    ['delete', 'delete', 's3:DeleteObject', 'arn:aws:s3:::b/profiles/*'],
  ] as const)(
    'gives the statement for a right that is missing: %s',
    async (name, method, action, resource) => {
      const store = new MemoryBlobStore();
      const denied =
        method === 'listFolders'
          ? async function* () {
              yield await refused();
            }
          : refused;
      Object.assign(store, { [method]: denied });
      const failed = (await doctorStore({ store, diagnosis: diagnosis() })).find(
        (check) => check.name === name,
      )!;
      expect(failed.outcome).toBe('failed');
      const statements = JSON.parse(failed.fix!.replace('allow it: ', '')) as unknown[];
      expect(statements).toHaveLength(1);
      expect(failed.fix).toContain(action);
      expect(failed.fix).toContain(resource);
    },
  );

  it('ends where nothing further can be asked', async () => {
    const store = new MemoryBlobStore();
    expect(await outcomes(store, diagnosis({ credentials: refused }))).toEqual(['credentials: failed']);
    expect(await outcomes(store, diagnosis({ findBucket: refused }))).toEqual([
      'credentials: ok',
      'region: ok',
      'bucket: failed',
    ]);
    Object.assign(store, { put: refused });
    expect((await outcomes(store, diagnosis())).at(-1)).toBe('put: failed');
  });

  it('knows clocks that are off, and buckets that are elsewhere', async () => {
    const store = new MemoryBlobStore();
    const at = (clockAheadMs: number) =>
      diagnosis({ findBucket: async () => ({ region: 'us-east-2', clockAheadMs }) });
    const checks = await doctorStore({ store, diagnosis: at(-20 * 60_000) });
    expect(checks.find(({ name }) => name === 'clock')).toMatchObject({
      outcome: 'failed',
      said: "1200 s ahead of the server's",
    });
    expect(checks.find(({ name }) => name === 'region of the bucket')).toMatchObject({
      fix: '--region us-east-2',
    });
    expect(await outcomes(store, at(90_000))).toContain('clock: missing');
  });

  it('says of a server that forgets conditions what prof does about it', async () => {
    const store = new MemoryBlobStore();
    store.putIfAbsent = async () => 'stored';
    const checks = await doctorStore({ store, diagnosis: diagnosis() });
    expect(checks.find(({ name }) => name === 'conditional write')).toMatchObject({ outcome: 'missing' });
  });
});

describe('the policy of a store', () => {
  it('is the least, for its keys alone', () => {
    const { Statement } = JSON.parse(storePolicy('b', 'profiles/'));
    expect(Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: 'arn:aws:s3:::b',
        Condition: { StringLike: { 's3:prefix': ['profiles/*'] } },
      },
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: 'arn:aws:s3:::b/profiles/*',
      },
    ]);
    expect(JSON.parse(storePolicy('b', '')).Statement[1].Resource).toBe('arn:aws:s3:::b/*');
  });
});
