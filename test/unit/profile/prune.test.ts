import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { pruneFrames, simplifyFunctionName } from '../../../src/profile/prune.ts';

describe('simplifyFunctionName', () => {
  it.each([
    ['main.main', 'main.main'],
    ['.main', 'main'],
    ['..main', '.main'],
    ['a::b(int)', 'a::b'],
    ['(anonymous namespace)::f(int)', '(anonymous namespace)::f'],
    ['a::operator()(int)', 'a::operator()'],
    ['a::operator()', 'a::operator()'],
    ['main.(*T).f', 'main.'],
  ])('%s → %s', (name, simple) => {
    expect(simplifyFunctionName(name)).toBe(simple);
  });
});

/** Leaf first; `a<b` is a location where a is inlined into b. */
function build(dropFrames: string, keepFrames: string, ...stacks: string[]): Profile {
  const builder = new ProfileBuilder({ sampleTypes: [{ type: 'n', unit: 'count' }], dropFrames, keepFrames });
  for (const stack of stacks) {
    const locations = stack.split(' ').map((location) =>
      builder.addLocation({
        lines: location.split('<').map((name) => ({ function: builder.addFunction({ name }) })),
      }),
    );
    builder.addSample(locations, [1]);
  }
  return builder.build();
}

function stacks({ samples, locations, functions, strings }: Profile): string[] {
  const shown = Array.from({ length: locations.count }, (_, l) =>
    Array.from(locations.lineFunction.subarray(locations.lineOffset[l]!, locations.lineOffset[l + 1]!), (f) =>
      strings.get(functions.name[f]!),
    ).join('<'),
  );
  return Array.from({ length: samples.count }, (_, s) =>
    Array.from(
      samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!),
      (l) => shown[l]!,
    ).join(' '),
  );
}

describe('pruneFrames', () => {
  const prune = async (dropFrames: string, keepFrames: string, ...given: string[]) =>
    stacks(await pruneFrames(build(dropFrames, keepFrames, ...given), compile));
  const compile = (pattern: string) => {
    const regExp = new RegExp(pattern);
    return (text: string) => regExp.test(text);
  };

  it('cuts a stack below the outermost match, which goes too', async () => {
    expect(await prune('malloc', '', 'leaf malloc inner malloc main')).toEqual(['main']);
  });

  it('matches whole names only', async () => {
    expect(await prune('malloc', '', 'mallocgc main')).toEqual(['mallocgc main']);
    expect(await prune('a|b', '', 'xa main', 'b main')).toEqual(['xa main', 'main']);
  });

  it('matches names without their argument lists', async () => {
    expect(await prune('malloc', '', 'malloc(int) main')).toEqual(['main']);
  });

  it('keeps what the second pattern names', async () => {
    expect(await prune('m.*', 'mkeep', 'leaf mkeep root', 'leaf mdrop root')).toEqual([
      'leaf mkeep root',
      'root',
    ]);
  });

  it('leaves matches at the root, so that no stack gets empty', async () => {
    expect(await prune('m', '', 'm', 'leaf m', 'leaf m user m m')).toEqual(['m', 'leaf m', 'user m m']);
  });

  it('leaves the callers of a match that is inlined into them', async () => {
    expect(await prune('m', '', 'leaf x<m<caller main')).toEqual(['caller main']);
  });

  it('takes a whole location whose outermost function matches', async () => {
    expect(await prune('m', '', 'leaf x<m main')).toEqual(['main']);
  });

  it('says and does nothing about a pattern that is not valid', async () => {
    expect(await prune('(', '', 'm main')).toEqual(['m main']);
    expect(await prune('m', '(', 'm main')).toEqual(['m main']);
  });

  it('gives back the same profile where nothing is to drop', async () => {
    const profile = build('', '', 'a b');
    expect(await pruneFrames(profile, compile)).toBe(profile);
  });
});
