import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { simplifyName, simplifyNames } from '../../../src/profile/simplify-names.ts';

describe('simplifyName', () => {
  it.each([
    ['main.main', 'main.main'],
    ['std::vector<int>::push_back(int)', 'std::vector::push_back'],
    ['std::map<int, std::pair<int, int>>::at(int const&) const', 'std::map::at const'],
    ['<anonymous>', ''],
    ['<T as Trait>::m', '::m'],
    ['main.(*F).G.Map[...].func2', 'main..G.Map[...].func2'],
    ['main.(*Store[...]).Update', 'main.(*Store[...]).Update'],
    ['main.(*Store).Update', 'main.(*Store).Update'],
    ['java.util.List.<init>', 'java.util.List.<init>'],
    ['a::operator>(b)', 'a::operator>'],
    ['a::b(c', 'a::b(c'],
    ['a::b)(c)', 'a::b)(c)'],
    ['a::(b)(c)d', 'a::d'],
    ['(a)b::c)d(e)', 'b::c)d(e)'],
    ['', ''],
  ])('%s → %s', (name, simple) => {
    expect(simplifyName(name)).toBe(simple);
  });
});

describe('simplifyNames', () => {
  const build = (functions: readonly (readonly [name: string, systemName: string])[]): Profile => {
    const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'count' }] });
    for (const [name, systemName] of functions) builder.addFunction({ name, systemName });
    return builder.build();
  };
  const names = ({ functions, strings }: Profile) =>
    Array.from(functions.name, (index) => strings.get(index));

  it('rewrites names that are missing or equal the system name, and only these', () => {
    const profile = build([
      ['', 'a::b(int)'],
      ['a::b(int)', 'a::b(int)'],
      ['shown::as<is>', 'a::b(int)'],
      ['', ''],
      ['main.main', 'main.main'],
      ['', 'main.run'],
    ]);
    expect(names(simplifyNames(profile))).toEqual([
      'a::b',
      'a::b',
      'shown::as<is>',
      '',
      'main.main',
      'main.run',
    ]);
  });

  it('leaves system names and the given profile as they are', () => {
    const profile = build([['a::b(int)', 'a::b(int)']]);
    const simple = simplifyNames(profile);
    expect(simple.strings.get(simple.functions.systemName[0]!)).toBe('a::b(int)');
    expect(names(profile)).toEqual(['a::b(int)']);
  });

  it('gives back the same profile where nothing changes', () => {
    const profile = build([['main.main', 'main.main']]);
    expect(simplifyNames(profile)).toBe(profile);
  });
});
