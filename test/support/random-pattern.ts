/** Random patterns in RE2's syntax, right ones and wrong ones. */
import type { Random } from './random-profile.ts';

const ATOMS = [
  ...[
    'a',
    'b',
    'main',
    '.',
    'é',
    '函',
    '😀',
    '\\.',
    '\\(',
    '\\]',
    '\\pL',
    '\\pN',
    '\\p{Greek}',
    '\\P{L}',
    '\\p{^L}',
  ],
  ...[
    '\\d',
    '\\D',
    '\\s',
    '\\w',
    '\\W',
    '\\b',
    '\\B',
    '^',
    '$',
    '\\A',
    '\\z',
    '\\Z',
    '\\Q..\\E',
    '\\Qa.b',
    '\\x41',
  ],
  ...[
    '\\x{1F600}',
    '\\x{110000}',
    '\\x4',
    '\\101',
    '\\1',
    '\\8',
    '\\t',
    '\\C',
    '\\X',
    '\\_',
    '\\-',
    '\\é',
    '[abc]',
  ],
  ...[
    '[^abc]',
    '[a-z]',
    '[z-a]',
    '[[:alpha:]]',
    '[[:^digit:]]',
    '[[:foo:]]',
    '[\\d-z]',
    '[a-\\d]',
    '[]a]',
    '[^]a]',
  ],
  ...[
    '[]',
    '[a',
    '[\\pL]',
    '\\p{Foo}',
    '\\p{letter}',
    '\\pX',
    '\\p{',
    '[a-]',
    '[^\\n]',
    '[α-ω]',
    '(a)',
    '(?:a)',
  ],
  ...['(?P<n>a)', '(?<n>a)', '(?P<n>a)(?P<n>b)', '(?P<>a)', '(?P=n)', '(?i)', '(?i:Ab)', '(?s:.)', '(?-s:.)'],
  ...[
    '(?m:^a$)',
    '(?U:a+)',
    '(?x)',
    '(?i',
    '(?',
    '(?i-)',
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?#c)',
    ')',
    '|',
    '()',
    '(|a)',
  ],
  ...['(foo|foobar)', 'K', 'ſ', 'ß', 'İ', 'Σ', '\u{ffff}', '(?P<', '\\'],
];
const REPEATS = [
  ...[
    '*',
    '+',
    '?',
    '*?',
    '+?',
    '??',
    '{2}',
    '{2,}',
    '{2,3}',
    '{0}',
    '{,3}',
    '{3,2}',
    '{1000}',
    '{1001}',
    '{1,1001}',
  ],
  ...['{a}', '{', '{2', '**', '+*', '{2}{3}', '{100}{100}', '{99999999999}', '{01}'],
];
const GROUPS = ['(', '(?:', '(?i:', '(?s:', '(?P<x>', '(?U:', '(?m:'];

export function randomPattern(random: Random, depth = 2): string {
  let pattern = '';
  const parts = 1 + random.below(depth > 0 ? 4 : 2);
  for (let i = 0; i < parts; i++) {
    pattern +=
      depth > 0 && random.chance(0.25)
        ? `${random.pick(GROUPS)}${randomPattern(random, depth - 1)}${random.chance(0.97) ? ')' : ''}`
        : random.pick(ATOMS);
    if (random.chance(0.3)) pattern += random.pick(REPEATS);
    if (random.chance(0.1)) pattern += '|';
  }
  return pattern;
}
