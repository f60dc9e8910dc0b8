import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../../src/shell/color-choice.ts';

type Options = Parameters<typeof wantsColor>[2];

describe('wantsColor', () => {
  it.each<[string, Record<string, string>, boolean, Partial<Options>, boolean]>([
    ['a terminal', {}, true, {}, true],
    ['a pipe', {}, false, {}, false],
    ['a dumb terminal', { TERM: 'dumb' }, true, {}, false],
    ['NO_COLOR', { NO_COLOR: '1' }, true, {}, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, {}, true],
    ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, false, {}, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, {}, false],
    ['NO_COLOR against FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, {}, false],
    ['--no-color against FORCE_COLOR', { FORCE_COLOR: '1' }, true, { noColor: true }, false],
    ['the setting always', {}, false, { setting: 'always' }, true],
    ['the setting never', {}, true, { setting: 'never' }, false],
    ['NO_COLOR against the setting', { NO_COLOR: '1' }, true, { setting: 'always' }, false],
  ])('decides for %s', (_what, env, isTerminal, options, expected) => {
    expect(wantsColor(env, isTerminal, { noColor: false, setting: 'auto', ...options })).toBe(expected);
  });
});
