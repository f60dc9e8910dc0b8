import { expect, it } from 'vitest';
import { accessHeaders, parseLabels } from '../../../src/capture/access.ts';
import { ProfError } from '../../../src/kit/errors.ts';

it('makes headers of texts and a token; a header of that name wins', () => {
  expect(accessHeaders(['X-Key: a:b ', 'Accept:'], 't0ken\n')).toEqual({
    authorization: 'Bearer t0ken',
    'x-key': 'a:b',
    accept: '',
  });
  expect(accessHeaders(['Authorization: Basic x'], 't')).toEqual({ authorization: 'Basic x' });
  expect(accessHeaders([], '')).toEqual({});
});

it.each(['', 'name', ': v', 'a b: v', 'a: x\r\nHost: y', 'a: \u20ac'])('refuses the header %j', (text) => {
  expect(() => accessHeaders([text], undefined)).toThrow(ProfError);
});

it('never shows a value that it refuses', () => {
  expect(() => accessHeaders([], 'canary\u0000')).toThrow(/^--token holds/);
});

it('reads labels, several in one text', () => {
  expect([...parseLabels(['git-commit=4f2,Service-Version=1=2', ' a = b '])]).toEqual([
    ['git-commit', '4f2'],
    ['service-version', '1=2'],
    ['a', 'b'],
  ]);
  expect(() => parseLabels(['no-value'])).toThrow(ProfError);
  expect(() => parseLabels(['1=2'])).toThrow(ProfError);
});
