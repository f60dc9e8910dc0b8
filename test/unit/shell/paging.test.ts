import { describe, expect, it } from 'vitest';
import { pagingChoice } from '../../../src/shell/paging.ts';

const terminal = { isTerminal: true, term: 'xterm' };

describe('pagingChoice', () => {
  it.each([
    ['nothing said', undefined, 'less', terminal, 'auto'],
    ['no terminal', undefined, 'less', { ...terminal, isTerminal: false }, 'never'],
    ['--pager and no terminal', true, 'less', { ...terminal, isTerminal: false }, 'never'],
    ['a dumb terminal', undefined, 'less', { ...terminal, term: 'dumb' }, 'never'],
    ['--pager on a dumb terminal', true, 'less', { ...terminal, term: 'dumb' }, 'always'],
    ['--no-pager', false, 'less', terminal, 'never'],
    ['--pager', true, 'less', terminal, 'always'],
    ['an empty setting', undefined, '', terminal, 'never'],
    ['cat', undefined, 'cat', terminal, 'never'],
  ] as const)('decides for %s', (_what, flag, setting, at, mode) => {
    expect(pagingChoice(flag, setting, at).mode).toBe(mode);
  });

  it('takes less where --pager asks for one and the setting names none', () => {
    expect(pagingChoice(true, '', terminal)).toEqual({ mode: 'always', command: 'less' });
    expect(pagingChoice(true, 'most -s', terminal)).toEqual({ mode: 'always', command: 'most -s' });
  });
});
