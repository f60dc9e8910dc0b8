import { describe, expect, it } from 'vitest';
import { changedBuilds } from '../../../src/compare/changed-builds.ts';
import type { ProvenanceFact } from '../../../src/store/provenance.ts';

type Facts = Partial<Record<ProvenanceFact, string>>;
const side = (...all: Facts[]) =>
  all.map((facts) => new Map(Object.entries(facts)) as Map<ProvenanceFact, string>);

describe('what is another build', () => {
  it('is what both sides know and tell differently', () => {
    const before = side({
      image: 'shop:1',
      'image-digest': 'sha256:a',
      'git-commit': 'x',
      'git-branch': 'main',
    });
    const after = side({ image: 'shop:2', 'image-digest': 'sha256:b', 'git-commit': 'y', revision: '7' });
    expect(changedBuilds(before, after)).toEqual([
      { fact: 'image', base: ['shop:1'], target: ['shop:2'] },
      { fact: 'git-commit', base: ['x'], target: ['y'] },
    ]);
  });

  it('is the digest where an image kept its name', () => {
    const before = side({ image: 'shop:latest', 'image-digest': 'sha256:a' });
    const after = side({ image: 'shop:latest', 'image-digest': 'sha256:b' });
    expect(changedBuilds(before, after)).toEqual([
      { fact: 'image-digest', base: ['sha256:a'], target: ['sha256:b'] },
    ]);
  });

  it('is told once where version has two words', () => {
    const before = side({ version: '1', 'service-version': '1.0' });
    const after = side({ version: '2', 'service-version': '2.0' });
    expect(changedBuilds(before, after).map(({ fact }) => fact)).toEqual(['service-version']);
  });

  it('is of all profiles of a side, in whatever order', () => {
    const mixed = side({ revision: '2' }, { revision: '1' }, {});
    expect(changedBuilds(mixed, side({ revision: '1' }, { revision: '2' }))).toEqual([]);
    expect(changedBuilds(mixed, side({ revision: '2' }))).toEqual([
      { fact: 'revision', base: ['1', '2'], target: ['2'] },
    ]);
    expect(changedBuilds([undefined], side({ revision: '2' }))).toEqual([]);
  });
});
