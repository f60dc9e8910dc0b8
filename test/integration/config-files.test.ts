import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConfigFiles } from '../../src/adapters/config-files.ts';

const files = createConfigFiles();
let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'prof-config-')));
  mkdirSync(join(root, 'repo', '.git'), { recursive: true });
  mkdirSync(join(root, 'repo', 'a', 'b'), { recursive: true });
  mkdirSync(join(root, 'loose', 'a'), { recursive: true });
  writeFileSync(join(root, 'prof.yaml'), 'above');
  writeFileSync(join(root, 'loose', 'prof.yaml'), 'loose');
});
afterAll(() => rmSync(root, { recursive: true }));

describe('configuration files', () => {
  it('are found upwards, up to the root of the repository and not above it', async () => {
    const find = (...folder: string[]) => files.findUpwards(join(root, ...folder), 'prof.yaml');
    expect(await find('repo', 'a', 'b')).toBeUndefined();
    writeFileSync(join(root, 'repo', 'prof.yaml'), '');
    expect(await find('repo', 'a', 'b')).toBe(join(root, 'repo', 'prof.yaml'));
    writeFileSync(join(root, 'repo', 'a', 'prof.yaml'), '');
    expect(await find('repo', 'a', 'b')).toBe(join(root, 'repo', 'a', 'prof.yaml'));
  });

  it('outside a repository count in the working folder alone', async () => {
    expect(await files.findUpwards(join(root, 'loose'), 'prof.yaml')).toBe(join(root, 'loose', 'prof.yaml'));
    expect(await files.findUpwards(join(root, 'loose', 'a'), 'prof.yaml')).toBeUndefined();
  });

  it('are read whole, and a missing one is a value', async () => {
    expect(await files.read(join(root, 'prof.yaml'))).toBe('above');
    expect(await files.read(join(root, 'none'))).toBeUndefined();
    expect(await files.read(join(root, 'prof.yaml', 'none'))).toBeUndefined();
  });

  it('are files, and not endless', async () => {
    await expect(files.read(join(root, 'repo'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(files.read('/dev/zero')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    writeFileSync(join(root, 'long'), Buffer.alloc(1024 * 1024 + 1));
    await expect(files.read(join(root, 'long'))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('are written for the user alone, folders included, and replaced whole', async () => {
    const path = join(root, 'new', 'prof', 'trusted.json');
    await files.write(path, 'one');
    await files.write(path, 'two');
    expect(await files.read(path)).toBe('two');
    expect([statSync(path).mode & 0o777, statSync(join(root, 'new', 'prof')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
  });

  it('have a place without symbolic links', async () => {
    symlinkSync(join(root, 'repo'), join(root, 'link'));
    expect(await files.realPath(join(root, 'link', 'a'))).toBe(join(root, 'repo', 'a'));
    expect(await files.realPath(join(root, 'none'))).toBe(join(root, 'none'));
  });

  it('say where they cannot be written', async () => {
    const path = join(root, 'prof.yaml', 'prof', 'trusted.json');
    const writing = files.write(path, '');
    await expect(writing).rejects.toMatchObject({
      name: 'ProfError',
      message: `cannot write ${path}: ENOTDIR`,
    });
  });
});
