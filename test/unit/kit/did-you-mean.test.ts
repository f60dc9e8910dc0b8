import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../../src/kit/did-you-mean.ts';

describe('didYouMean', () => {
  it.each([
    ['chekout', 'checkout'],
    ['CHECKOUT', 'checkout'],
    ['chcekout', 'checkout'],
    ['paymnets', 'payments'],
    ['zzz', undefined],
    ['', undefined],
  ])('takes %s for %s', (word, expected) => {
    expect(didYouMean(word, ['checkout', 'payments', 'cart-frontend'])).toBe(expected);
  });

  it('prefers the nearest, and the first of equals', () => {
    expect(didYouMean('heab', ['head', 'heap'])).toBe('head');
    expect(didYouMean('flags', ['flag', 'flags'])).toBe('flags');
  });

  it('does not take long over long words', () => {
    expect(didYouMean('a'.repeat(1_000_000), ['b'.repeat(1_000_000)])).toBeUndefined();
  });
});
