import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../../src/profile/builder.ts';
import { completerOf } from '../../../../src/report/prompt/complete.ts';
import { compilePattern } from '../../../../src/report/regexps.ts';

const NAMES = [
  'main.main',
  'main.(*Tree[...]).Walk',
  'runtime.mallocgc',
  'operator new(unsigned long)',
  'a$b',
  '\u001b[31mred',
  '',
];

function profile() {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
      { type: '\u001b[2J', unit: '' },
    ],
  });
  for (const name of NAMES) builder.addFunction({ name });
  return builder.build();
}

const complete = completerOf(profile());
const candidates = (line: string) => complete(line).candidates;

describe('completerOf', () => {
  it.each([
    ['topp', ['topproto']],
    ['to', ['top', 'topproto']],
    ['foc', ['focus=']],
    ['call_', ['call_tree']],
    ['opt', ['options']],
    ['cp', ['cpu']],
    ['sample_index=', ['cpu', 'samples']],
    ['sort=c', ['cum']],
    ['granularity=f', ['filefunctions', 'files', 'functions']],
    ['trim=f', ['false']],
    ['focus=ma', []],
    ['help noinl', ['noinlines']],
    ['help add', ['addresses']],
    ['bogus ma', []],
    ['tags ma', []],
    ['top >ma', []],
  ])('%j: %j', (line, expected) => {
    expect(candidates(line)).toEqual(expected);
  });

  it('offers commands alone on an empty line', () => {
    expect(candidates('')).toContain('top');
    expect(candidates('')).not.toContain('focus=');
    expect(candidates('  ')).toEqual(candidates(''));
  });

  it.each([
    ['peek mai', ['main.\\(\\*Tree\\[...\\]\\).Walk', 'main.main'], 'mai'],
    ['top10 -cum malloc', ['runtime.mallocgc'], 'malloc'],
    ['list -Tree', ['main.\\(\\*Tree\\[...\\]\\).Walk'], 'Tree'],
    ['list main.\\(', ['main.\\(\\*Tree\\[...\\]\\).Walk'], 'main.\\('],
    [
      'list ',
      [
        'a\\$b',
        'main.\\(\\*Tree\\[...\\]\\).Walk',
        'main.main',
        'operator.new\\(unsigned.long\\)',
        'runtime.mallocgc',
      ],
      '',
    ],
  ])('%j: functions %j', (line, expected, replaces) => {
    expect(complete(line)).toEqual({ candidates: expected, replaces });
  });

  it('offers patterns that match the function, and are one word', async () => {
    const offered = candidates('list ');
    for (const pattern of offered) {
      expect(pattern).not.toMatch(/\s/);
      const matches = await compilePattern(`^(?:${pattern})$`, 'test');
      expect(NAMES.filter(matches)).toHaveLength(1);
    }
    // Neither the empty name nor the one that would colour the terminal.
    expect(offered).toHaveLength(NAMES.length - 2);
  });
});
