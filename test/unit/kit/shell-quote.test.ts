import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellQuote } from '../../../src/kit/shell-quote.ts';

describe('shellQuote', () => {
  const words = [
    'plain',
    'a/b.pb.gz',
    '',
    "it's",
    '$(touch x)',
    '`x`',
    'a b',
    '"',
    '*',
    '~',
    '-n',
    '\\',
    'é',
    '#',
    '!x',
    'a;b',
    '{a,b}',
  ];

  it('gives sh back every word as it was', () => {
    const line = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;
    expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(words);
  });

  it('leaves simple words as they are', () => {
    expect(shellQuote('checkout/cpu@2024-01-15')).toBe('checkout/cpu@2024-01-15');
  });
});
