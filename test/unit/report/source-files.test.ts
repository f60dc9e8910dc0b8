import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { SourceFiles } from '../../../src/report/source-files.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

const files = new MemoryFiles({
  '/home/me/shop/cart.go': Buffer.from('one\r\ntwo\n\nlast'),
  '/home/me/shared.go': Buffer.from('shared\n'),
  '/abs/file.go': Buffer.from('absolute\n'),
  '/home/me/long.js': Buffer.from(`first\n${'x'.repeat(65_536)}\nafter\n`),
  '/home/me/fits.js': Buffer.from(`${'x'.repeat(65_535)}\nafter\n`),
});

const sources = (more: { sourcePath?: string; trimPath?: string } = {}) =>
  new SourceFiles(files, { sourcePath: '', trimPath: '', cwd: '/home/me/shop', ...more });

describe('SourceFiles', () => {
  it('finds relative files in the folder and those above, absolute ones as they are', async () => {
    expect(await sources().read('cart.go')).toEqual({ lines: ['one', 'two', '', 'last'] });
    expect((await sources().read('shared.go')).lines).toEqual(['shared']);
    expect((await sources().read('/abs/file.go')).lines).toEqual(['absolute']);
  });

  it('guesses what other machines have before the folder, or is told', async () => {
    expect((await sources().read('/build/shop/cart.go')).lines).toHaveLength(4);
    expect((await sources({ trimPath: '/build/42' }).read('/build/42/cart.go')).lines).toHaveLength(4);
    expect((await sources({ sourcePath: '/nowhere:/abs' }).read('file.go')).lines).toEqual(['absolute']);
  });

  it('says what it did not find, and where it looked', async () => {
    expect(await sources().read('none.go')).toEqual({
      lines: [],
      error: 'could not find file none.go on path /home/me/shop',
    });
    expect(await sources().read('/abs/none.go')).toEqual({
      lines: [],
      error: 'open /abs/none.go: no such file or directory',
    });
    expect(await sources().read('/abs')).toEqual({ lines: [] });
  });

  it('stops at a line of 64 KiB', async () => {
    expect((await sources().read('long.js')).lines).toEqual(['first']);
    expect((await sources().read('fits.js')).lines).toHaveLength(2);
  });

  it('looks for each file once, and says why one cannot be opened', async () => {
    let calls = 0;
    const locked = new MemoryFiles();
    locked.stat = () => {
      calls++;
      return Promise.reject(new ProfError('NOT_ALLOWED', 'no'));
    };
    const reader = new SourceFiles(locked, { sourcePath: '', trimPath: '', cwd: '/' });
    expect(reader.peek('/x.go')).toBeUndefined();
    for (let i = 0; i < 3; i++) {
      expect((await reader.read('/x.go')).error).toBe('open /x.go: permission denied');
    }
    expect(calls).toBe(1);
    expect(reader.peek('/x.go')?.lines).toEqual([]);
  });
});
