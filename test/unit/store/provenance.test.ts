import { describe, expect, it } from 'vitest';
import { provenanceOf } from '../../../src/store/provenance.ts';

describe('the provenance of a profile', () => {
  it('is in its comments, as captures write them', () => {
    const comments = [
      'built by hand',
      '# prof/image=registry.example/shop:1.2@x=y',
      '# prof/git-commit=4f2a91c',
      '# prof/pod-name=web-0',
      ' # prof/version=3',
      '# prof/revision=',
    ];
    expect([...provenanceOf(comments)]).toEqual([
      ['image', 'registry.example/shop:1.2@x=y'],
      ['git-commit', '4f2a91c'],
    ]);
  });

  it('is rather what the metadata say, decoded', () => {
    const metadata = { image: 'shop%C3%A9:2', version: '', 'service-version': '1.3' };
    const found = provenanceOf(['# prof/image=shop:1', '# prof/version=7'], metadata);
    expect([...found]).toEqual([
      ['image', 'shopé:2'],
      ['version', '7'],
      ['service-version', '1.3'],
    ]);
  });
});
