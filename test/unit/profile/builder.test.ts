import { describe, expect, it } from 'vitest';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { profileContent, sampleContents } from '../../support/profile-content.ts';

const sampleTypes = [
  { type: 'samples', unit: 'count' },
  { type: 'cpu', unit: 'nanoseconds' },
];

describe('ProfileBuilder', () => {
  it('makes a profile of what was added', () => {
    const builder = new ProfileBuilder({
      sampleTypes,
      defaultSampleType: 'cpu',
      periodType: sampleTypes[1]!,
      period: 10,
      timeNanos: 2n ** 60n,
      durationNanos: 7,
      comments: ['c'],
      docUrl: 'https://example.com',
    });
    const mapping = builder.addMapping({ file: '/bin/app', limit: 16n });
    const inner = builder.addFunction({ name: 'inner', filename: 'a.go', startLine: 3 });
    const outer = builder.addFunction({ name: 'outer', systemName: '_outer' });
    const leaf = builder.addLocation({
      mapping,
      address: 5n,
      lines: [
        { function: inner, line: 4, column: 2 },
        { function: outer, line: 9 },
      ],
    });
    const root = builder.addLocation({ lines: [{ function: outer }] });
    builder.addSample(
      [leaf, root],
      [1, 20n],
      [
        { key: 'k', str: 'v' },
        { key: 'n', num: 4, unit: 'bytes' },
      ],
    );

    const line = { startLine: 0n, line: 0n, column: 0n };
    expect(profileContent(builder.build())).toMatchObject({
      header: {
        sampleTypes,
        defaultSampleType: 'cpu',
        periodType: sampleTypes[1],
        period: 10n,
        timeNanos: 2n ** 60n,
        durationNanos: 7n,
      },
      texts: { comments: ['c'], docUrl: 'https://example.com', dropFrames: '', keepFrames: '' },
      mappings: [{ id: 1n, file: '/bin/app', limit: 16n, start: 0n, buildId: '', hasFunctions: false }],
      samples: [
        {
          values: [1n, 20n],
          labels: [
            { key: 'k', text: 'v', number: 0n, unit: '' },
            { key: 'n', text: '', number: 4n, unit: 'bytes' },
          ],
          stack: [
            {
              mapping: { file: '/bin/app' },
              address: 5n,
              lines: [
                { name: 'inner', systemName: 'inner', filename: 'a.go', startLine: 3n, line: 4n, column: 2n },
                { ...line, name: 'outer', systemName: '_outer', filename: '', line: 9n },
              ],
            },
            { mapping: undefined, address: 0n, lines: [{ ...line, name: 'outer' }] },
          ],
        },
      ],
    });
  });

  it('takes equal functions and equal locations for one, and others for others', () => {
    const builder = new ProfileBuilder({ sampleTypes });
    const f = builder.addFunction({ name: 'f' });
    expect(builder.addFunction({ name: 'f', systemName: 'f', filename: '', startLine: 0n })).toBe(f);
    const others = [
      builder.addFunction({ name: 'f', filename: 'x' }),
      builder.addFunction({ name: 'f', startLine: 1 }),
      builder.addFunction({ name: 'f', systemName: 'x' }),
      builder.addFunction({ name: 'f x', filename: '' }),
    ];
    expect(new Set([f, ...others]).size).toBe(5);

    const at = builder.addLocation({ lines: [{ function: f, line: 1 }] });
    expect(builder.addLocation({ address: 0n, lines: [{ function: f, line: 1n, column: 0 }] })).toBe(at);
    const otherPlaces = [
      builder.addLocation({ lines: [{ function: f, line: 2 }] }),
      builder.addLocation({ lines: [{ function: f, line: 1, column: 1 }] }),
      builder.addLocation({ address: 1n, lines: [{ function: f, line: 1 }] }),
      builder.addLocation({ isFolded: true, lines: [{ function: f, line: 1 }] }),
      builder.addLocation({ lines: [] }),
    ];
    expect(new Set([at, ...otherPlaces]).size).toBe(6);
    expect(builder.build()).toMatchObject({ functions: { count: 5 }, locations: { count: 6 } });
  });

  it('keeps values exact: doubles where all sums are, else 64-bit integers', () => {
    const builder = new ProfileBuilder({ sampleTypes });
    builder.addSample([], [2 ** 52, 2n ** 52n]);
    builder.addSample([], [-1, 2n ** 52n]);
    expect(builder.build().samples.values).toEqual([
      Float64Array.of(2 ** 52, -1),
      BigInt64Array.of(2n ** 52n, 2n ** 52n),
    ]);
  });

  it('leaves out labels that say nothing', () => {
    const builder = new ProfileBuilder({ sampleTypes });
    builder.addSample(
      [],
      [1, 1],
      [{ key: 'a' }, { key: 'b', num: 0 }, { key: 'c', str: '' }, { key: 'd', unit: 's' }],
    );
    expect(sampleContents(builder.build())[0]!.labels.map(({ key }) => key)).toEqual(['d']);
  });
});
