import { execFileSync } from 'node:child_process';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskStore } from '../../src/adapters/disk/disk-store.ts';
import { ProfError } from '../../src/kit/errors.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { parseKey } from '../../src/store/keys.ts';
import { readStored } from '../../src/store/read-stored.ts';
import { storeProfile } from '../../src/store/store-profile.ts';
import { HOSTILE_NAMES } from '../support/hostile-names.ts';
import { gatedFileOps } from '../support/mortal-file-ops.ts';

const KEY = '2024-01-15/checkout/20240115-120000-cpu.pprof';
const bytes = new TextEncoder().encode('some profile');

let outside: string;
let root: string;
let store: BlobStore;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'prof-paths-'));
  root = join(outside, 'store');
  store = createDiskStore(root);
});
afterEach(() => rm(outside, { recursive: true }));

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list()) found.push(key);
  return found;
}

async function foldersOf(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const folder of store.listFolders(prefix)) found.push(folder);
  return found;
}

describe('names from strangers', () => {
  it('two hundred nasty services, types and pods stay in their folder and are all found again', async () => {
    const stored = new Map<string, string>();
    for (const name of HOSTILE_NAMES) {
      if (name === '') continue;
      const options = { service: name, type: name, pod: name, podsInRun: 2, ext: 'pprof' as const, runMs: 0 };
      const { key } = await storeProfile(
        { ...options, bytes: new TextEncoder().encode(name), metadata: { [name]: name } },
        { store },
      );
      expect(stored.has(key)).toBe(false);
      stored.set(key, name);
    }
    expect((await keys()).sort()).toEqual([...stored.keys()].sort());
    expect(await readdir(outside)).toEqual(['store']);
    expect(await readdir(root)).toEqual(['1970-01-01']);
    const folders = new Set((await readdir(join(root, '1970-01-01'))).map((name) => name.toLowerCase()));
    expect(folders.size).toBeGreaterThan(HOSTILE_NAMES.length - 10); // CON and con differ in case alone
    for (const [key, name] of stored) {
      expect(parseKey(key)).toBeDefined();
      expect(Buffer.from((await readStored(store, key)).bytes)).toEqual(
        Buffer.from(new TextEncoder().encode(name)),
      );
    }
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '../outside',
    'a/../../outside',
    'a/./b',
    'a//b',
    'a/',
    '.hidden',
    'a/.b.meta.json',
    'a\\b',
    'a\0b',
    'a\ud800',
    '\ufffd',
    'x'.repeat(245),
    'a/'.repeat(600),
  ])('%j is no key: nothing is read, written or deleted', async (key) => {
    await writeFile(join(outside, 'outside'), 'precious');
    for (const attempt of [
      () => store.get(key),
      () => store.head(key),
      () => store.delete(key),
      () => store.putIfAbsent(key, bytes, {}),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'BAD_DATA' });
    }
    expect(await readFile(join(outside, 'outside'), 'utf8')).toBe('precious');
    expect(await readdir(outside)).toEqual(['outside']);
  });
});

describe('what other programs put into the folder', () => {
  it('symbolic links are not followed, in any place', async () => {
    await mkdir(join(outside, 'elsewhere'));
    await writeFile(join(outside, 'elsewhere', '20240115-120000-cpu.pprof'), 'secret');
    await mkdir(join(root, '2024-01-15', 'checkout'), { recursive: true });
    await symlink(join(outside, 'elsewhere'), join(root, '2024-01-15', 'linked'));
    await symlink(join(outside, 'elsewhere'), join(root, '2024-01-16'));
    await symlink(join(outside, 'elsewhere', '20240115-120000-cpu.pprof'), join(root, KEY));
    expect(await keys()).toEqual([]);
    expect(await foldersOf('2024-01-15/')).toEqual(['checkout/']);
    const through = '2024-01-15/linked/20240115-120000-cpu.pprof';
    for (const key of [KEY, through, '2024-01-16/20240115-120000-cpu.pprof']) {
      expect(await store.get(key)).toBeUndefined();
      expect(await store.head(key)).toBeUndefined();
      expect(await store.delete(key)).toBe(false);
    }
    expect(await store.putIfAbsent(KEY, bytes, {})).toBe('taken');
    await expect(store.putIfAbsent('2024-01-15/linked/x', bytes, {})).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('a symbolic link stands where'),
    });
    expect(await readFile(join(outside, 'elsewhere', '20240115-120000-cpu.pprof'), 'utf8')).toBe('secret');
    expect(await readdir(join(outside, 'elsewhere'))).toHaveLength(1);
  });

  it('a linked sidecar is not read', async () => {
    await store.putIfAbsent(KEY, bytes, { a: 'b' });
    const sidecar = join(root, '2024-01-15/checkout/.20240115-120000-cpu.pprof.meta.json');
    await rename(sidecar, join(outside, 'moved'));
    await symlink(join(outside, 'moved'), sidecar);
    await expect(store.get(KEY)).rejects.toBeInstanceOf(ProfError);
  });

  it('the root itself may be reached through a link', async () => {
    await mkdir(join(outside, 'real'));
    await symlink(join(outside, 'real'), root);
    expect(await store.putIfAbsent(KEY, bytes, {})).toBe('stored');
    expect(await keys()).toEqual([KEY]);
  });

  it('a named pipe is no profile, and nobody waits for it', async () => {
    await mkdir(join(root, '2024-01-15', 'checkout'), { recursive: true });
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, KEY)]);
    expect(await keys()).toEqual([]);
    expect(await store.get(KEY)).toBeUndefined();
  });

  it('a profile copied in by hand is read without metadata and never replaced', async () => {
    await mkdir(join(root, '2024-01-15', 'checkout'), { recursive: true });
    await writeFile(join(root, KEY), 'by hand');
    expect(await store.putIfAbsent(KEY, bytes, {})).toBe('taken');
    expect(Buffer.from((await readStored(store, KEY)).bytes).toString()).toBe('by hand');
    expect((await store.head(KEY))!.metadata).toEqual({});
  });

  it.each(['', '{', '[]', '{"metadata": []}', '{"metadata": {"a": 1}}', 'x'.repeat(300_000)])(
    'a damaged sidecar is an error that names it: %.20j',
    async (content) => {
      await store.putIfAbsent(KEY, bytes, { a: 'b' });
      await writeFile(join(root, '2024-01-15/checkout/.20240115-120000-cpu.pprof.meta.json'), content);
      await expect(store.get(KEY)).rejects.toMatchObject({
        code: 'BAD_DATA',
        message: expect.stringContaining('.20240115-120000-cpu.pprof.meta.json'),
      });
    },
  );

  it('changed bytes are noticed when they are read', async () => {
    const { key } = await storeProfile(
      { service: 'checkout', type: 'cpu', ext: 'pprof', runMs: 0, podsInRun: 1, bytes, metadata: {} },
      { store },
    );
    await writeFile(join(root, key), 'some profilE');
    await expect(readStored(store, key)).rejects.toMatchObject({
      code: 'BAD_DATA',
      message: `the stored profile is damaged: ${key}`,
    });
  });

  it('a copy of the folder is the same store', async () => {
    await store.putIfAbsent(KEY, bytes, { a: 'b' });
    await cp(root, join(outside, 'copy'), { recursive: true });
    expect((await createDiskStore(`file:${outside}/copy`).get(KEY))!.metadata).toEqual({ a: 'b' });
  });
});

describe('the folder', () => {
  it('is made private, and only when something is stored', async () => {
    await keys();
    await expect(stat(root)).rejects.toThrow('ENOENT');
    await store.putIfAbsent(KEY, bytes, {});
    expect((await stat(root)).mode & 0o777).toBe(0o700);
  });

  it('loses its empty parts when the last profile goes', async () => {
    await store.putIfAbsent(KEY, bytes, {});
    await store.delete(KEY);
    expect(await readdir(root)).toEqual([]);
  });

  it('may be on a file system without hard links', async () => {
    const ops = gatedFileOps((call) => {
      if (call === 'link') throw Object.assign(new Error('no links'), { code: 'EPERM' });
    });
    const linkless = createDiskStore(root, { ops });
    expect(await linkless.putIfAbsent(KEY, bytes, { n: '1' })).toBe('stored');
    expect(await linkless.putIfAbsent(KEY, bytes, { n: '2' })).toBe('taken');
    expect((await store.get(KEY))!.metadata).toEqual({ n: '1' });
    const names = await readdir(join(root, '2024-01-15/checkout'));
    expect(names.sort()).toEqual(['.20240115-120000-cpu.pprof.meta.json', '20240115-120000-cpu.pprof']);
  });

  it.each([
    ['ENOSPC', 'UNREACHABLE', 'no space left'],
    ['EACCES', 'NOT_ALLOWED', 'not allowed to write to'],
    ['EROFS', 'NOT_ALLOWED', 'read-only'],
    ['EIO', 'UNREACHABLE', 'cannot write to'],
  ])('that answers %s gives a clear error, and nothing is left', async (errno, code, message) => {
    await store.putIfAbsent('2024-01-15/checkout/other', bytes, {});
    const ops = gatedFileOps((call) => {
      if (call === 'file.writeFile') throw Object.assign(new Error(errno), { code: errno });
    });
    await expect(createDiskStore(root, { ops }).putIfAbsent(KEY, bytes, {})).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect((await readdir(join(root, '2024-01-15/checkout'))).sort()).toEqual(['.other.meta.json', 'other']);
  });

  it('that is a file is an error', async () => {
    await writeFile(root, 'not a folder');
    await expect(store.putIfAbsent(KEY, bytes, {})).rejects.toBeInstanceOf(ProfError);
    await expect(keys()).rejects.toMatchObject({ code: 'BAD_DATA' });
  });
});
