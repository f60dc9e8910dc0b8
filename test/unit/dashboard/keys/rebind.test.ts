import { describe, expect, it } from 'vitest';
import { findBinding } from '../../../../src/dashboard/keys/find-binding.ts';
import type { KeyBlock } from '../../../../src/dashboard/keys/key-table.ts';
import { rebind } from '../../../../src/dashboard/keys/rebind.ts';
import { ProfError } from '../../../../src/kit/errors.ts';

const binding = (id: string, ...keys: string[]) => ({ id, keys, label: id });
const TABLE: readonly KeyBlock[] = [
  {
    context: 'everywhere',
    title: 'Everywhere',
    bindings: [binding('quit', 'q', 'ctrl-c'), binding('back', 'esc')],
  },
  { context: 'list', title: 'Lists', bindings: [binding('sort', 's'), binding('down', 'j', 'down')] },
  { context: 'graph', title: 'Graphs', bindings: [binding('shrink', 's'), binding('back', 'esc')] },
];
const TOGETHER = [
  ['list', 'everywhere'],
  ['graph', 'everywhere'],
];

const bound = (settings: Record<string, string[]>) => rebind(TABLE, settings, TOGETHER);
const meaning = (key: string, context: string, table: readonly KeyBlock[]) => {
  const found = findBinding(key, [context, 'everywhere'], table);
  return found && `${found.context}.${found.binding.id}`;
};

function refusal(settings: Record<string, string[]>): ProfError {
  try {
    bound(settings);
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('findBinding', () => {
  it('takes the most special meaning', () => {
    expect(meaning('esc', 'graph', TABLE)).toBe('graph.back');
    expect(meaning('esc', 'list', TABLE)).toBe('everywhere.back');
    expect(meaning('s', 'graph', TABLE)).toBe('graph.shrink');
    expect(meaning('x', 'graph', TABLE)).toBeUndefined();
  });
});

describe('rebind', () => {
  it('gives commands other keys, and leaves the rest as it is', () => {
    const table = bound({ 'list.sort': ['O', 'alt-s'], 'everywhere.quit': ['ctrl-q'] });
    expect(meaning('O', 'list', table)).toBe('list.sort');
    expect(meaning('alt-s', 'list', table)).toBe('list.sort');
    expect(meaning('s', 'list', table)).toBeUndefined();
    expect(meaning('q', 'list', table)).toBeUndefined();
    expect(meaning('s', 'graph', table)).toBe('graph.shrink');
    expect(TABLE[1]!.bindings[0]!.keys).toEqual(['s']);
  });

  it('takes keys away', () => {
    expect(meaning('s', 'list', bound({ 'list.sort': [] }))).toBeUndefined();
  });

  it('lets two commands change places', () => {
    const table = bound({ 'list.sort': ['q'], 'everywhere.quit': ['s'], 'graph.shrink': ['x'] });
    expect(meaning('q', 'list', table)).toBe('list.sort');
    expect(meaning('s', 'list', table)).toBe('everywhere.quit');
  });

  it('says what a mistyped command could be', () => {
    const { code, message, hints } = refusal({ 'list.sotr': ['o'] });
    expect({ code, message, hints }).toEqual({
      code: 'CONFIG_INVALID',
      message: 'keys.list.sotr: the dashboard has no such command',
      hints: ['did you mean list.sort?'],
    });
    expect(refusal({ completely: ['o'] }).hints).toEqual(['docs/keys.md lists commands and keys']);
  });

  it.each([
    ['Ctrl+S', 'did you mean ctrl-s?'],
    ['ESC', 'did you mean esc?'],
    ['page-down', 'did you mean pagedown?'],
  ])('says what the key %s could be', (key, hint) => {
    expect(refusal({ 'list.sort': [key] }).hints).toEqual([hint]);
  });

  it.each(['ctrl-m', 'ctrl-i', ' ', 'ab', ''])('refuses a key that no terminal sends: %j', (key) => {
    expect(refusal({ 'list.sort': [key] }).message).toBe(`keys.list.sort: no key is called ${key}`);
  });

  it('refuses one key for two commands of a block, and of blocks that hold at the same time', () => {
    expect(refusal({ 'list.sort': ['j'] }).message).toBe('the key j is both list.sort and list.down');
    expect(refusal({ 'list.sort': ['q'] }).message).toBe('the key q is both list.sort and everywhere.quit');
    expect(() => bound({ 'graph.shrink': ['j'] })).not.toThrow();
  });
});
