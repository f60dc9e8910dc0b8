import { describe, expect, it } from 'vitest';
import { limitIn, parseRule } from '../../../src/compare/rule.ts';

describe('parseRule', () => {
  it.each([
    ['total>+5%', 'total', undefined, undefined, { kind: 'percent', amount: 5 }],
    ['flat(main.parse)>+10%', 'flat', undefined, 'main.parse', { kind: 'percent', amount: 10 }],
    ['cum(pkg/…)>+2pp', 'cum', undefined, 'pkg/…', { kind: 'points', amount: 2 }],
    ['alloc_space>+64MB', 'type', 'alloc_space', undefined, { kind: 'amount', amount: 64, unit: 'MB' }],
    ['any>+10%', 'any', undefined, undefined, { kind: 'percent', amount: 10 }],
    ['new>1%', 'new', undefined, undefined, { kind: 'points', amount: 1 }],
    [
      ' flat ( ^main\\.(a|b)>c$ ) > 0.5 % ',
      'flat',
      undefined,
      ' ^main\\.(a|b)>c$ ',
      { kind: 'percent', amount: 0.5 },
    ],
    ['delay(lock)>.5ms', 'type', 'delay', 'lock', { kind: 'amount', amount: 0.5, unit: 'ms' }],
    ['goroutine>100', 'type', 'goroutine', undefined, { kind: 'amount', amount: 100, unit: '' }],
  ])('%s', (text, measure, sampleType, pattern, limit) => {
    expect(parseRule(text)).toEqual({ text: text.trim(), measure, sampleType, pattern, limit });
  });

  it.each([
    'total',
    'total>',
    'total>five%',
    'total>-5%',
    'total<5%',
    'total(main)>5%',
    'flat()>5%',
    'flat(main>5%',
    '(main)>5%',
    'total>5%%',
    'total>5% any>6%',
    `flat(${'('.repeat(100_000)})>5%`,
    '',
  ])('refuses %s', (text) => {
    expect(() => parseRule(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('limitIn', () => {
  it.each([
    ['alloc_space>+64MB', 'bytes', 64 * 2 ** 20],
    ['alloc_space>+64MiB', 'bytes', 64 * 2 ** 20],
    ['total>+1.5s', 'nanoseconds', 1.5e9],
    ['total>+3', 'count', 3],
    ['total>+3%', 'bytes', 3],
  ])('%s of %s is %d', (rule, unit, limit) => {
    expect(limitIn(unit, parseRule(rule))).toBeCloseTo(limit, 9);
  });

  it.each([
    ['total>+64MB', 'nanoseconds', 'MB is no unit of nanoseconds'],
    ['total>+64', 'nanoseconds', 'say the unit: these values are nanoseconds'],
    ['total>+64', 'bytes', 'say the unit: these values are bytes'],
    ['total>+64ms', 'count', 'ms is no unit of count'],
  ])('%s does not fit %s', (rule, unit, message) => {
    expect(() => limitIn(unit, parseRule(rule))).toThrow(message);
  });
});
