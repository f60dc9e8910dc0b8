import { describe, expect, it } from 'vitest';
import { simplifyName } from '../../../src/profile/simplify-name.ts';

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
    expect(simplifyName(name, 'default')).toBe(simple);
  });

  it('leaves template arguments where they are wanted, and everything in full names', () => {
    const name = 'std::map<int, f(int)>::at(int const&) const';
    expect(simplifyName(name, 'templates')).toBe('std::map<int, f>::at const');
    expect(simplifyName(name, 'full')).toBe(name);
  });
});
