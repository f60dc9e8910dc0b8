import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedMatchesLock } from '../../../bin/build/installed.js';

let root: string;
beforeEach(() => {
  root = `${mkdtempSync(join(tmpdir(), 'prof-installed-'))}/`;
});
afterEach(() => rmSync(root, { recursive: true }));

const OTHER_OS = process.platform === 'win32' ? 'linux' : 'win32';
const LOCK = {
  '': { name: 'prof' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b-here': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
  'node_modules/b-there': { version: '1.0.0', optional: true, os: [OTHER_OS] },
  'node_modules/b-there/c': { version: '1.0.0', optional: true },
};

type Packages = Record<string, object>;

function write(installed: Packages | undefined, folders = Object.keys(installed ?? {})) {
  writeFileSync(`${root}package-lock.json`, JSON.stringify({ packages: LOCK }));
  for (const folder of folders) {
    mkdirSync(root + folder, { recursive: true });
    writeFileSync(`${root}${folder}/package.json`, '{}');
  }
  if (installed)
    writeFileSync(`${root}node_modules/.package-lock.json`, JSON.stringify({ packages: installed }));
}

const { 'node_modules/a': a, 'node_modules/b-here': here } = LOCK;

describe('installedMatchesLock', () => {
  it('is content with what this machine needs', () => {
    write({ 'node_modules/a': a, 'node_modules/b-here': here });
    expect(installedMatchesLock(root)).toBe(true);
  });

  it.each<[string, Packages | undefined, string[] | undefined]>([
    ['nothing is installed', undefined, undefined],
    ['a package is missing', { 'node_modules/b-here': here }, undefined],
    ["this machine's platform package is missing", { 'node_modules/a': a }, undefined],
    [
      'a version differs',
      { 'node_modules/a': { ...a, version: '1.0.1' }, 'node_modules/b-here': here },
      undefined,
    ],
    [
      'a checksum differs',
      { 'node_modules/a': { ...a, integrity: 'x' }, 'node_modules/b-here': here },
      undefined,
    ],
    ['a folder was removed', { 'node_modules/a': a, 'node_modules/b-here': here }, ['node_modules/a']],
    [
      'there is a package too many',
      { 'node_modules/a': a, 'node_modules/b-here': here, 'node_modules/z': a },
      undefined,
    ],
  ])('notices that %s', (_what, installed, folders) => {
    write(installed, folders);
    expect(installedMatchesLock(root)).toBe(false);
  });
});
