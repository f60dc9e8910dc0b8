import { expect, it } from 'vitest';
import { wantsAscii } from '../../../src/shell/ascii-choice.ts';

it.each([
  [{}, false],
  [{ LANG: 'C.UTF-8' }, false],
  [{ LANG: 'en_US.utf8' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, true],
  [{ LANG: 'C', LC_ALL: '', LC_CTYPE: 'de_DE.UTF-8' }, false],
  [{ LANG: 'C.UTF-8', TERM: 'dumb' }, true],
])('is told by the locale: %j', (env, expected) => {
  expect(wantsAscii(env, { asked: false })).toBe(expected);
  expect(wantsAscii(env, { asked: true })).toBe(true);
});
