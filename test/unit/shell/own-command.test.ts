import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownCommand } from '../../../src/shell/own-command.ts';

let root = '';
let script = '';

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'prof-own-')));
  for (const folder of ['clone/bin', 'clone/node_modules/.bin', 'clone/src', 'tools', 'else where']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  script = join(root, 'clone/bin/run.js');
  writeFileSync(script, '');
  writeFileSync(join(root, 'tools/node'), '');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (workingFolder: string, rest: { searchPath?: string; script?: string } = {}) =>
  ownCommand({
    script,
    searchPath: join(root, 'tools'),
    workingFolder: join(root, workingFolder),
    execPath: '/opt/node/bin/node',
    ...rest,
  });

describe('ownCommand', () => {
  it('is prof where that is this prof', () => {
    symlinkSync(script, join(root, 'tools/prof'));
    expect(at('else where')).toBe('prof');
    expect(at('else where', { script: join(root, 'tools/prof') })).toBe('prof');
  });

  it('is npx prof inside of a folder that has it', () => {
    symlinkSync('../../bin/run.js', join(root, 'clone/node_modules/.bin/prof'));
    expect(at('clone')).toBe('npx prof');
    expect(at('clone/src')).toBe('npx prof');
    expect(at('else where')).toBe(`node ${script}`);
  });

  it('leaves aside what npm adds to the path for its scripts', () => {
    const bin = join(root, 'clone/node_modules/.bin');
    symlinkSync('../../bin/run.js', join(bin, 'prof'));
    symlinkSync(join(root, 'tools/node'), join(bin, 'node'));
    expect(at('clone', { searchPath: bin })).toBe('npx prof');
    expect(at('else where', { searchPath: bin })).toBe(`/opt/node/bin/node ${script}`);
  });

  it('does not take another prof for this one', () => {
    writeFileSync(join(root, 'tools/prof'), 'another');
    writeFileSync(join(root, 'clone/node_modules/.bin/prof'), 'another');
    expect(at('clone')).toBe(`node ${script}`);
  });

  it('quotes for a shell', () => {
    const spaced = join(root, 'else where/run.js');
    writeFileSync(spaced, '');
    expect(at('clone', { script: spaced })).toBe(`node '${spaced}'`);
  });
});
