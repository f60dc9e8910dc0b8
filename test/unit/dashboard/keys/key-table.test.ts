import { describe, expect, it } from 'vitest';
import { FEATURE_COMMANDS } from '../../../../src/dashboard/everywhere.ts';
import { findBinding } from '../../../../src/dashboard/keys/find-binding.ts';
import { findClash } from '../../../../src/dashboard/keys/find-clash.ts';
import { blocksOf, KEY_TABLE } from '../../../../src/dashboard/keys/key-table.ts';
import { SCREENS } from '../../../../src/dashboard/screens/all.ts';
import { contextsOf } from '../../../../src/dashboard/screens/contexts-of.ts';

const TABS = SCREENS.flatMap((screen) =>
  screen.tabs.map((tab) => ({ view: `${screen.id} ${tab.id}`, screen, contexts: contextsOf(screen, tab) })),
);

/** What keys mean in every view, in a list, and in views of a profile: not to be changed without reason. */
const EVERYWHERE = {
  back: ['esc', '-'],
  search: ['/'],
  nextMatch: ['n'],
  previousMatch: ['N'],
  palette: [':'],
  help: ['?'],
  quit: ['q', 'ctrl-c'],
  older: ['alt-left'],
  newer: ['alt-right'],
  previousTab: ['['],
  nextTab: [']'],
  view: ['1', '2', '3', '4', '5', '6'],
  capture: ['c'],
  copy: ['y'],
  refresh: ['r'],
  cancel: ['ctrl-x'],
  suspend: ['ctrl-z'],
};
const MOVES = {
  left: ['h', 'left'],
  down: ['j', 'down'],
  up: ['k', 'up'],
  right: ['l', 'right'],
  top: ['g'],
  bottom: ['G'],
  pageDown: ['ctrl-f'],
  pageUp: ['ctrl-b'],
};
const LIST = { ...MOVES, mark: ['space'], enter: ['enter'], sort: ['s'], pause: ['P'] };
const PROFILE = {
  sampleType: ['t'],
  edit: ['e'],
  open: ['o'],
  focus: ['F'],
  ignore: ['I'],
  hide: ['H'],
  granularity: ['L'],
  export: ['w'],
};
const FLAME = {
  ...MOVES,
  zoom: ['enter'],
  invert: ['V'],
  levelUp: ['u'],
  reset: ['R'],
  collapse: ['C'],
  detail: ['i'],
  magnify: ['|'],
  showAll: ['a'],
};
const PROFILES = { diff: ['d'], merge: ['m'], upload: ['U'] };

function expectMeanings(contexts: readonly string[], meanings: Readonly<Record<string, readonly string[]>>) {
  for (const [id, keys] of Object.entries(meanings)) {
    for (const key of keys) {
      const found = findBinding(key, contexts, KEY_TABLE);
      expect(`${key} ${found?.binding.id}`).toBe(`${key} ${id}`);
    }
  }
}

describe('the key table', () => {
  it.each(TABS)('gives every key one meaning in $view', ({ contexts }) => {
    expect(findClash(contexts, KEY_TABLE)).toBeUndefined();
    expectMeanings(contexts, EVERYWHERE);
  });

  it.each(TABS.filter(({ contexts }) => contexts.includes('list')))('moves in $view', ({ contexts }) => {
    expectMeanings(contexts, LIST);
  });

  it.each(TABS.filter(({ contexts }) => contexts.includes('profile')))('looks in $view', ({ contexts }) => {
    expectMeanings(contexts, PROFILE);
  });

  it.each(TABS.filter(({ contexts }) => contexts.includes('flame')))('zooms in $view', ({ contexts }) => {
    expectMeanings(contexts, FLAME);
  });

  it('compares and merges in the list of profiles', () => {
    expectMeanings(['profiles', 'list', 'everywhere'], PROFILES);
  });

  it('knows a digit for each view that has one, and no other', () => {
    const digits = SCREENS.flatMap(({ digit }) => digit ?? []).sort();
    expect(new Set(digits).size).toBe(digits.length);
    const { binding } = findBinding('1', ['everywhere'], KEY_TABLE)!;
    for (const digit of digits) expect(binding.keys).toContain(digit);
  });

  it('names a block and a command once, in words', () => {
    const names = KEY_TABLE.flatMap(({ context, bindings }) => bindings.map(({ id }) => `${context}.${id}`));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(KEY_TABLE.map(({ context }) => context)).size).toBe(KEY_TABLE.length);
    for (const { bindings } of KEY_TABLE) {
      for (const { id, keys, label } of bindings) {
        expect(`${id}: ${label}`).toMatch(/: \S.{2,}/);
        expect(keys.length).toBeGreaterThan(0);
      }
    }
  });

  it.each(TABS)('does something for every key in $view', ({ screen, contexts }) => {
    for (const { context, bindings } of blocksOf(contexts, KEY_TABLE)) {
      for (const { id } of bindings) {
        const isOwn = screen.contexts.includes(context) && screen.commands?.[id] !== undefined;
        const isDone = isOwn || `${context}.${id}` in FEATURE_COMMANDS || context === 'flame';
        expect(`${context}.${id} ${isDone}`).toBe(`${context}.${id} true`);
      }
    }
  });

  it('has a key for all that is done', () => {
    const names = KEY_TABLE.flatMap(({ context, bindings }) => bindings.map(({ id }) => `${context}.${id}`));
    for (const name of Object.keys(FEATURE_COMMANDS)) expect(names).toContain(name);
    for (const { contexts, commands = {} } of SCREENS) {
      for (const id of Object.keys(commands)) {
        expect(names.filter((name) => contexts.some((context) => name === `${context}.${id}`))).toHaveLength(
          1,
        );
      }
    }
  });

  it('has no block that holds nowhere', () => {
    const held = new Set(TABS.flatMap(({ contexts }) => contexts));
    for (const { context } of KEY_TABLE) expect([...held]).toContain(context);
  });
});
