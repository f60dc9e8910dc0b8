import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { hasMangledNames, nameFunctions } from '../../../src/profile/name-functions.ts';
import type { Profile } from '../../../src/profile/profile.ts';

type Named = readonly (readonly [name: string, systemName: string])[];

const build = (functions: Named): Profile => {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'count' }] });
  for (const [name, systemName] of functions) builder.addFunction({ name, systemName });
  return builder.build();
};
const names = ({ functions, strings }: Profile) => Array.from(functions.name, (index) => strings.get(index));
const shorten = (name: string) => name.replace(/\(.*/, '');

describe('nameFunctions', () => {
  const functions: Named = [
    ['', 'a::b(int)'],
    ['a::b(int)', 'a::b(int)'],
    ['shown::as<is>', 'a::b(int)'],
    ['', ''],
    ['own', ''],
    ['main.main', 'main.main'],
    ['', 'main.run'],
  ];

  it('names functions without a name, or with the same as the system, and only these', () => {
    const named = nameFunctions(build(functions), { isForced: false, shownName: shorten });
    expect(names(named)).toEqual(['a::b', 'a::b', 'shown::as<is>', '', 'own', 'main.main', 'main.run']);
  });

  it('names all that have a system name when forced', () => {
    const named = nameFunctions(build(functions), { isForced: true, shownName: shorten });
    expect(names(named)).toEqual(['a::b', 'a::b', 'a::b', '', 'own', 'main.main', 'main.run']);
  });

  it('shows system names when forced without any other, but leaves the nameless nameless', () => {
    const named = nameFunctions(build(functions), { isForced: true, shownName: undefined });
    expect(names(named)).toEqual(['', 'a::b(int)', 'a::b(int)', '', 'own', 'main.main', '']);
  });

  it('asks once for each system name', () => {
    const asked: string[] = [];
    const shownName = (name: string) => {
      asked.push(name);
      return name;
    };
    nameFunctions(build(functions), { isForced: true, shownName });
    expect(asked).toEqual(['a::b(int)', '', 'main.main', 'main.run']);
  });

  it('leaves system names and the given profile as they are', () => {
    const profile = build([['a::b(int)', 'a::b(int)']]);
    const named = nameFunctions(profile, { isForced: false, shownName: shorten });
    expect(named.strings.get(named.functions.systemName[0]!)).toBe('a::b(int)');
    expect(names(profile)).toEqual(['a::b(int)']);
  });

  it('gives back the same profile where nothing changes', () => {
    const profile = build([['main.main', 'main.main']]);
    expect(nameFunctions(profile, { isForced: true, shownName: shorten })).toBe(profile);
  });
});

describe('hasMangledNames', () => {
  it.each(['_Z1fv', '__Z1fv', '___Z1fv_block_invoke', '____Z1fv_block_invoke', '_RNvC1a1b', '__RNvC1a1b'])(
    'finds %s',
    (systemName) => {
      expect(
        hasMangledNames(
          build([
            ['', 'main.main'],
            ['', systemName],
          ]),
        ),
      ).toBe(true);
    },
  );

  it.each(['_GLOBAL__I_a', '__GLOBAL__I_a'])('finds %s', (systemName) => {
    expect(hasMangledNames(build([['f', systemName]]))).toBe(true);
  });

  it.each(['main.main', 'Z1fv', '_start', '_____Z1fv', 'std::f(int)', '', '_'])(
    'finds nothing in %s',
    (systemName) => {
      expect(hasMangledNames(build([['_Z1fv', systemName]]))).toBe(false);
    },
  );
});
