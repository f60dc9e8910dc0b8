import { describe, expect, it } from 'vitest';
import { parseWish } from '../../../src/dashboard/start-capture.ts';
import { ProfError } from '../../../src/kit/errors.ts';

describe('types and seconds', () => {
  it.each([
    ['cpu,heap 30', ['cpu', 'heap'], 30],
    ['  heap ', ['heap'], 30],
    ['cpu 5s', ['cpu'], 5],
    ['heap:delta,mutex:delta 60 s', ['heap:delta', 'mutex:delta'], 60],
    ['cpu,,heap 1', ['cpu', 'heap'], 1],
  ])('are read of %j', (wish, types, seconds) => {
    expect(parseWish(wish)).toEqual({ types, seconds });
  });

  it.each(['', '   ', ',', 'cpu heap', 'cpu -3', 'cpu 1.5'])('are not read of %j', (wish) => {
    expect(() => parseWish(wish)).toThrow(ProfError);
  });
});
