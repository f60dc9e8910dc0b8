import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileSystem } from '../../src/ports/file-system.ts';

/** What reading and writing the user's files must do; on a real folder. */
export function fileSystemContract(name: string, files: FileSystem): void {
  describe(`files: ${name}`, () => {
    let folder: string;
    const at = (path: string) => join(folder, path);
    const bytes = new TextEncoder().encode('some bytes');
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'prof-files-'));
      await mkdir(at('dir/inner/.hidden'), { recursive: true });
      for (const path of [
        'a.pprof',
        'b.pprof',
        '.c.pprof',
        'odd[1].pprof',
        'dir/d.pprof',
        'dir/inner/e.pprof',
        'dir/inner/.hidden/f.pprof',
      ]) {
        await writeFile(at(path), path);
      }
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('tells files, folders and devices apart', async () => {
      expect(await files.stat(at('a.pprof'))).toMatchObject({ kind: 'file', sizeBytes: 7 });
      expect(await files.stat(at('dir'))).toMatchObject({ kind: 'folder' });
      expect(await files.stat('/dev/null')).toMatchObject({ kind: 'other' });
      for (const path of [at('none'), at('a.pprof/x'), 'a\0b', at('x'.repeat(300))]) {
        expect(await files.stat(path)).toBeUndefined();
      }
    });

    it('reads whole files, within the limit', async () => {
      expect(new TextDecoder().decode(await files.read(at('dir/d.pprof'), 11))).toBe('dir/d.pprof');
      await expect(files.read(at('dir/d.pprof'), 10)).rejects.toMatchObject({ code: 'LIMIT' });
      expect((await files.read('/dev/null', 10)).length).toBe(0);
      await expect(files.read('/dev/zero', 3_000_000)).rejects.toMatchObject({ code: 'LIMIT' });
      expect((await files.read('/proc/self/cmdline', 1_000_000)).length).toBeGreaterThan(0);
    });

    it.each([
      ['none', 'NOT_FOUND'],
      ['a.pprof/x', 'NOT_FOUND'],
      ['dir', 'USAGE'],
      ['a\0b', 'USAGE'],
      ['x'.repeat(300), 'USAGE'],
    ])('reading %.20j is %s', async (path, code) => {
      await expect(files.read(at(path), 10)).rejects.toMatchObject({ code });
    });

    it('writes pieces as they are made, each used before the next is asked for', async () => {
      const memory = new Uint8Array(1);
      function* pieces() {
        for (const letter of 'abc') {
          memory[0] = letter.charCodeAt(0);
          yield memory;
        }
      }
      expect(await files.write(at('pieces'), pieces(), { overwrite: false })).toBe('written');
      expect(await readFile(at('pieces'), 'utf8')).toBe('abc');
      function* broken() {
        yield memory;
        throw new Error('broken');
      }
      await expect(files.write(at('pieces'), broken(), { overwrite: true })).rejects.toThrow('broken');
      expect(await readFile(at('pieces'), 'utf8')).toBe('abc');
      expect((await readdir(folder)).filter((each) => each.endsWith('.tmp'))).toEqual([]);
    });

    it('lists a folder', async () => {
      await symlink(at('dir'), at('linked'));
      await symlink(at('gone'), at('leads-nowhere.pprof'));
      await symlink(at('itself.pprof'), at('itself.pprof'));
      expect(await files.list(folder)).toEqual([
        '.c.pprof',
        'a.pprof',
        'b.pprof',
        'dir/',
        'linked/',
        'odd[1].pprof',
      ]);
      await expect(files.list(at('none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it.each([
      ['*.pprof', ['a.pprof', 'b.pprof', 'odd[1].pprof']],
      ['?.pprof', ['a.pprof', 'b.pprof']],
      ['.*.pprof', ['.c.pprof']],
      ['dir/*', ['dir/d.pprof']],
      ['*/*.pprof', ['dir/d.pprof']],
      ['**/*.pprof', ['a.pprof', 'b.pprof', 'dir/d.pprof', 'dir/inner/e.pprof', 'odd[1].pprof']],
      ['dir/**', ['dir/d.pprof', 'dir/inner/e.pprof']],
      ['d*/inner/[a-e].pprof', ['dir/inner/e.pprof']],
      ['odd\\[1].p*', ['odd[1].pprof']],
      ['none/*', []],
    ])('glob %s', async (pattern, found) => {
      expect(await files.glob(at(pattern))).toEqual(found.map(at));
    });

    it('writes a new file, with the folders above it, and nothing beside it', async () => {
      expect(await files.write(at('new/deep/x'), bytes, { overwrite: false })).toBe('written');
      expect(await readFile(at('new/deep/x'), 'utf8')).toBe('some bytes');
      expect(await readdir(at('new/deep'))).toEqual(['x']);
    });

    it.skipIf(process.platform !== 'linux')('ends where no folder can be made', async () => {
      await expect(files.write('/proc/x/deep/y', bytes, { overwrite: false })).rejects.toMatchObject({
        code: 'NOT_ALLOWED',
        message: expect.stringContaining('/proc'),
      });
    });

    it('leaves a file alone unless told to replace it', async () => {
      expect(await files.write(at('a.pprof'), bytes, { overwrite: false })).toBe('exists');
      expect(await readFile(at('a.pprof'), 'utf8')).toBe('a.pprof');
      expect(await files.write(at('a.pprof'), bytes, { overwrite: true })).toBe('written');
      expect(await readFile(at('a.pprof'), 'utf8')).toBe('some bytes');
      expect((await readdir(folder)).length).toBe(5);
    });

    it('lets one of many writers have a new file', async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          files.write(at('race'), new Uint8Array([index]), { overwrite: false }),
        ),
      );
      expect(results.filter((result) => result === 'written')).toHaveLength(1);
      expect((await readFile(at('race')))[0]).toBe(results.indexOf('written'));
    });

    it('writes into a device', async () => {
      expect(await files.write('/dev/null', bytes, { overwrite: false })).toBe('written');
      expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
    });

    it.each([
      ['dir', 'USAGE'],
      ['a.pprof/x', 'USAGE'],
      ['a\0b', 'USAGE'],
    ])('writing to %j is %s', async (path, code) => {
      await expect(files.write(at(path), bytes, { overwrite: true })).rejects.toMatchObject({ code });
    });
  });
}
