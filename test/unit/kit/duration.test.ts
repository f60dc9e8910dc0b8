import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/kit/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['250ms', 250],
    ['1d', 86_400_000],
    ['2w', 1_209_600_000],
    ['1w2d3h4m5s6ms', 788_645_006],
    ['500us', 0.5],
    ['500µs', 0.5],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it('takes up to a thousand years, so that days can be counted from it', () => {
    expect(parseDuration('52000w')).toBe(52_000 * 604_800_000);
    expect(parseDuration('53000w')).toBeUndefined();
    expect(parseDuration('99999999999w')).toBeUndefined();
  });

  it.each(['', '5', 's', '-3h', '3 h', '3h ', 'h3', '1..5s', '3y', '1h-3m', '.s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
