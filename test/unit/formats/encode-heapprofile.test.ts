import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { encodeHeapProfile } from '../../../src/formats/v8-heapprofile/encode-heapprofile.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { sortedContent } from '../../support/sorted-content.ts';
import { stackSums } from '../../support/stack-sums.ts';

interface WrittenNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string };
  readonly selfSize: number;
  readonly children: readonly WrittenNode[];
}

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url));
const written = (profile: Profile, sampleIndex = ''): string =>
  [...encodeHeapProfile(profile, { sampleIndex })].join('');
const back = (text: string): Promise<Profile> => decodeProfile(new TextEncoder().encode(text));

function heap(
  stacks: readonly (readonly [stack: string, objects: number, bytes: number])[],
  unit = 'bytes',
): Profile {
  const builder = new ProfileBuilder({
    sampleTypes: [
      { type: 'inuse_objects', unit: 'count' },
      { type: 'inuse_space', unit },
    ],
  });
  for (const [stack, objects, bytes] of stacks) {
    const locations = stack
      .split('<')
      .map((name) =>
        builder.addLocation({ lines: [{ function: builder.addFunction({ name, systemName: '' }) }] }),
      );
    builder.addSample(locations, [objects, bytes]);
  }
  return builder.build();
}

describe('a V8 heap profile that is written', () => {
  it('is the same profile when it is read again', async () => {
    const profile = await decodeProfile(fixture('node/24/heap.heapprofile'));
    const again = await back(written(profile));
    expect(sortedContent(again)).toEqual(sortedContent(profile));
    expect(written(again)).toBe(written(profile));
  });

  it('has the shape that DevTools reads', () => {
    const file = JSON.parse(
      written(
        heap([
          ['leaf<main', 2, 100],
          ['main', 1, 7],
          ['other', 0, 5],
        ]),
      ),
    );
    const shape = (node: WrittenNode): unknown => [
      node.id,
      node.callFrame.functionName,
      node.selfSize,
      node.children.map(shape),
    ];
    expect(shape(file.head)).toEqual([
      1,
      '(root)',
      0,
      [
        [2, 'main', 7, [[3, 'leaf', 100, []]]],
        [4, 'other', 5, []],
      ],
    ]);
    expect(file.samples).toEqual([
      { size: 7, nodeId: 2, ordinal: 1 },
      { size: 50, nodeId: 3, ordinal: 2 },
      { size: 50, nodeId: 3, ordinal: 3 },
    ]);
  });

  it('has the bytes of a Go heap profile', async () => {
    const profile = await decodeProfile(fixture('go/1.26/heap.pb.gz'));
    const sum = (values: Record<string, number>) =>
      Object.values(values).reduce((all, each) => all + each, 0);
    const again = await back(written(profile));
    expect(sum(stackSums(again, 'inuse_space'))).toBe(sum(stackSums(profile, 'inuse_space')));
    const allocated = await back(written(profile, 'alloc_space'));
    expect(sum(stackSums(allocated, 'inuse_space'))).toBe(sum(stackSums(profile, 'alloc_space')));
  });

  it('writes sizes in bytes', async () => {
    const again = await back(written(heap([['main', 1, 3]], 'kilobytes')));
    expect(stackSums(again, 'inuse_space')).toEqual({ main: 3072 });
  });

  it('lists at most a million objects: beyond that one a node', async () => {
    const again = await back(
      written(
        heap([
          ['a', 5_000_000, 100],
          ['b', 1, 1],
        ]),
      ),
    );
    expect(stackSums(again, 'inuse_objects')).toEqual({ a: 1, b: 1 });
    expect(stackSums(again, 'inuse_space')).toEqual({ a: 100, b: 1 });
  });

  it('refuses a difference', () => {
    expect(() => written(heap([['main', 1, -5]]))).toThrow('negative values');
    expect(() => written(heap([['main', -1, 5]]))).toThrow('negative values');
  });

  it('writes stacks far deeper than the engine could recurse', async () => {
    const profile = heap([[Array.from({ length: 30_000 }, (_, i) => `f${i % 7}`).join('<'), 1, 9]]);
    const again = await back(written(profile));
    expect(again.samples.stack).toHaveLength(30_000);
  });
});
