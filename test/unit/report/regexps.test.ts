import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../src/report/regexps.ts';

/** What Go 1.26 says of these, which the engine says differently. */
const REFUSED = [
  ['x\\', 'trailing backslash at end of expression: ``'],
  ['x(?P<', 'invalid or unsupported Perl syntax: `(?P`'],
  ['x(?<', 'invalid or unsupported Perl syntax: `(?<`'],
  ['(?P<x', 'invalid named capture: `(?P<x`'],
  [
    `${'('.repeat(1001)}a${')'.repeat(1001)}`,
    `expression nests too deeply: \`${'('.repeat(1001)}a${')'.repeat(1001)}\``,
  ],
  ['(?P<n>a)(?P<n>b)(', 'missing closing ): `(?P<n>a)(?P<n>b)(`'],
  ['(?P<n>a)(?P<n>b)\\pK', 'invalid character class range: `\\pK`'],
  ['\\p{foo}', 'invalid character class range: `\\p{foo}`'],
  ['a**', 'invalid nested repetition operator: `**`'],
  ['x{1001}', 'invalid repeat count: `{1001}`'],
] as const;

describe('compilePattern', () => {
  it.each(REFUSED)('refuses %s as Go does', async (pattern, why) => {
    await expect(compilePattern(pattern, 'parsing focus regexp')).rejects.toMatchObject({
      code: 'USAGE',
      message: `parsing focus regexp: error parsing regexp: ${why}`,
    });
  });

  it.each([
    ['^(?P<n>a)(?P<n>b)$', 'ab', 'a'],
    ['^(?P<n>[(?P<n>])(?P<n>\\Q(?P<n>\\E\\(?)$', '((?P<n>', '(?P<n>'],
    ['^\\p{Letter}\\pl\\p{lowercase_letter}\\p{^greek}$', 'aba7', 'a1a7'],
    ['^\\p{Uppercase Letter}\\p{latin}+$', 'Abc', 'abc'],
    ['^[\\p{decimal-number}x]$', '7', 'y'],
    ['^(?<n>\\P{L})(?<n>\\p{LC})$', '1a', 'aa'],
  ])('accepts %s as Go does', async (pattern, yes, no) => {
    const matches = await compilePattern(pattern, 'parsing focus regexp');
    expect([yes, no].map(matches)).toEqual([true, false]);
  });
});
