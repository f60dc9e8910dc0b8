import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSpeedscope } from '../../../src/formats/speedscope/decode-speedscope.ts';
import { encodeSpeedscope } from '../../../src/formats/speedscope/encode-speedscope.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../../../src/profile/limits.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { anyProfile } from '../../support/arbitrary-profile.ts';
import { sampleContents } from '../../support/profile-content.ts';
import { stackSums } from '../../support/stack-sums.ts';

const FRAMES = [
  { name: 'main' },
  { name: 'parse', file: 'p.ts', line: 7, col: 3 },
  { name: 'read', file: null },
];
const sampled = (samples: unknown, weights: unknown, unit = 'none', name = 't') => ({
  type: 'sampled',
  name,
  unit,
  startValue: 0,
  endValue: 0,
  samples,
  weights,
});
const evented = (events: unknown, unit = 'milliseconds', name = 't') => ({
  type: 'evented',
  name,
  unit,
  startValue: 0,
  endValue: 0,
  events,
});
const open = (frame: number, at: number) => ({ type: 'O', frame, at });
const close = (frame: number, at: number) => ({ type: 'C', frame, at });
const file = (profiles: unknown, rest: object = {}) =>
  new TextEncoder().encode(
    JSON.stringify({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: { frames: FRAMES },
      profiles,
      ...rest,
    }),
  );
const read = (bytes: Uint8Array, limits: Partial<DecodeLimits> = {}): Profile =>
  decodeSpeedscope(bytes, { ...DEFAULT_LIMITS, ...limits });
const write = (profile: Profile, sampleIndex = '') =>
  [...encodeSpeedscope(profile, { sampleIndex, name: 'x' })].join('');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const types = ({ sampleTypes }: Profile) => sampleTypes.map(({ type, unit }) => `${type}/${unit}`);
const fixture = (path: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/${path}`, import.meta.url), 'utf8');

describe('reading speedscope files', () => {
  it('takes samples from the root, equal ones together', () => {
    const profile = read(file([sampled([[0, 1, 2], [0, 1], [0, 1, 2], []], [1, 2, 3, 4])]));
    expect(types(profile)).toEqual(['samples/count']);
    expect(stackSums(profile, 'samples')).toEqual({ 'read<parse<main': 4, 'parse<main': 2, '': 4 });
    expect(profile.samples.count).toBe(3);
    const parse = sampleContents(profile)[1]!.stack[0]!.lines[0]!;
    expect(parse).toMatchObject({ name: 'parse', filename: 'p.ts', line: 7n, column: 3n });
  });

  it('adds up how long frames were open', () => {
    const events = [
      open(0, 10),
      open(1, 12),
      close(1, 15),
      open(1, 15),
      open(2, 16),
      close(2, 16),
      close(1, 19),
    ];
    const profile = read(file([evented([...events, close(0, 20), open(0, 30), close(0, 31)])]));
    // main alone: 10 to 12, 19 to 20, 30 to 31; parse: 12 to 15 and 15 to 19; nothing is open from 20 to 30.
    expect(types(profile)).toEqual(['time/nanoseconds']);
    expect(stackSums(profile, 'time')).toEqual({ main: 4e6, 'parse<main': 7e6 });
  });

  it.each([
    ['seconds', 0.02, 'time/nanoseconds', 20_000_000],
    ['milliseconds', 1.5, 'time/nanoseconds', 1_500_000],
    ['microseconds', 2, 'time/nanoseconds', 2000],
    ['nanoseconds', 2.4, 'time/nanoseconds', 2],
    ['bytes', 7, 'space/bytes', 7],
    ['none', -3, 'samples/count', -3],
  ])('reads weights in %s', (unit, weight, type, value) => {
    const profile = read(file([sampled([[0]], [weight], unit)]));
    expect(types(profile)).toEqual([type]);
    expect([...profile.samples.values[0]!]).toEqual([value]);
  });

  it('labels the samples of several profiles', () => {
    const profile = read(
      file([sampled([[0]], [1], 'none', 'A'), sampled([[0]], [2], 'bytes', 'B')], { activeProfileIndex: 1 }),
    );
    expect(types(profile)).toEqual(['samples/count', 'space/bytes']);
    expect(profile.defaultSampleType).toBe('space');
    expect(sampleContents(profile).map(({ values, labels }) => [values, labels[0]!.text])).toEqual([
      [[1n, 0n], 'A'],
      [[0n, 2n], 'B'],
    ]);
  });

  it('reads what py-spy wrote: the same threads and stacks as the file says', () => {
    const text = fixture('py-spy/0.4.3/threads.speedscope.json');
    const json = JSON.parse(text);
    const profile = read(bytesOf(text));
    const sums = new Map<string, number>();
    for (const { values, stack, labels } of sampleContents(profile)) {
      const key = [labels[0]?.text, ...stack.map(({ lines }) => lines[0]!.name).reverse()].join(';');
      sums.set(key, Number(values[0]) / 1e9);
    }
    const expected = new Map<string, number>();
    for (const { name, samples, weights } of json.profiles) {
      for (const [i, frames] of samples.entries()) {
        const key = [name, ...frames.map((f: number) => json.shared.frames[f].name)].join(';');
        expected.set(key, (expected.get(key) ?? 0) + weights[i]);
      }
    }
    expect([...sums.keys()]).toEqual([...expected.keys()]);
    for (const [key, seconds] of expected) expect(sums.get(key)).toBeCloseTo(seconds, 9);
  });

  it.each([
    ['profiles is not an array', file({})],
    ['profiles is empty', file([])],
    ['shared is not an object', file([sampled([], [])], { shared: 1 })],
    ['shared.frames is not an array', file([sampled([], [])], { shared: {} })],
    ['shared.frames[0].name is not a string', file([sampled([], [])], { shared: { frames: [{}] } })],
    [
      'shared.frames[0].line is not a whole number',
      file([sampled([], [])], { shared: { frames: [{ name: 'a', line: 1.5 }] } }),
    ],
    ['profiles[0] is not an object', file([7])],
    ['profiles[0].type is neither "evented" nor "sampled"', file([{ type: 'x' }])],
    ['profiles[0].unit is none of none, nanoseconds', file([sampled([], [], 'hours')])],
    ['profiles[0].samples is not an array', file([sampled(1, [])])],
    ['profiles[0].weights has 1 entries for 0 samples', file([sampled([], [1])])],
    ['profiles[0].samples[1] is not an array', file([sampled([[0], 1], [1, 1])])],
    ['profiles[0].samples[0][1] is no index of a frame in shared.frames', file([sampled([[0, 3]], [1])])],
    ['profiles[0].weights[0] is not a number', file([sampled([[0]], ['1'])])],
    ['profiles[0].events is not an array', file([evented({})])],
    ['profiles[0].events[0] is not an object', file([evented([1])])],
    ['profiles[0].events[1].at is before the event before it', file([evented([open(0, 5), close(0, 4)])])],
    ['profiles[0].events[0].type is neither "O" nor "C"', file([evented([{ ...open(0, 5), type: 'X' }])])],
    ['profiles[0].events[0] closes frame 0, and none is open', file([evented([close(0, 4)])])],
    [
      'profiles[0].events[2] closes frame 0, and frame 1 is open',
      file([evented([open(0, 1), open(1, 2), close(0, 3)])]),
    ],
    ['profiles[0].events ends with 1 frames open', file([evented([open(0, 1)])])],
  ])('says where it is damaged: %s', (problem, bytes) => {
    expect(() => read(bytes)).toThrowError(`malformed profile: ${problem}`);
  });

  it('keeps to the limits', () => {
    const bytes = file([sampled([[0, 1, 2]], [1])]);
    expect(() => read(bytes, { stackFrames: 2 })).toThrowError(/stackFrames = 2/);
    expect(() => read(bytes, { tableEntries: 2 })).toThrowError(/tableEntries = 2/);
  });

  it('reads events a hundred thousand deep', () => {
    const depth = 100_000;
    const frames = Array.from({ length: depth }, (_, i) => i % 3);
    const events = [
      ...frames.map((frame) => open(frame, 1)),
      ...frames.toReversed().map((frame) => close(frame, 2)),
    ];
    const profile = read(file([evented(events)]));
    expect(profile.samples.count).toBe(1);
    expect(profile.samples.stack.length).toBe(depth);
  });
});

describe('writing speedscope files', () => {
  const profile = () => {
    const builder = new ProfileBuilder({
      sampleTypes: [
        { type: 'alloc_objects', unit: 'count' },
        { type: 'alloc_space', unit: 'bytes' },
      ],
    });
    const at = (name: string, line: number) =>
      builder.addLocation({
        lines: [{ function: builder.addFunction({ name, filename: '/a/x.go' }), line }],
      });
    builder.addSample([at('parse', 5), at('main', 1)], [2, 200]);
    builder.addSample([at('parse', 6), at('main', 1)], [0, 50]);
    builder.addSample([at('main', 2)], [3, 0]);
    return builder.build();
  };

  it('writes a profile for each sample type, a frame for each function', () => {
    expect(JSON.parse(write(profile()))).toEqual({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      exporter: 'prof',
      name: 'x',
      activeProfileIndex: 1,
      shared: {
        frames: [
          { name: 'parse', file: '/a/x.go' },
          { name: 'main', file: '/a/x.go' },
        ],
      },
      profiles: [
        {
          ...sampled([[1, 0], [1]], [2, 3], 'none', 'alloc_objects'),
          endValue: 5,
        },
        {
          ...sampled(
            [
              [1, 0],
              [1, 0],
            ],
            [200, 50],
            'bytes',
            'alloc_space',
          ),
          endValue: 250,
        },
      ],
    });
    expect(JSON.parse(write(profile(), 'alloc_objects')).activeProfileIndex).toBe(0);
  });

  it('writes a frame for each line where that is wanted', () => {
    const text = [...encodeSpeedscope(profile(), { sampleIndex: '', frames: { granularity: 'lines' } })].join(
      '',
    );
    expect(
      JSON.parse(text).shared.frames.map(
        ({ name, line }: { name: string; line: number }) => `${name}:${line}`,
      ),
    ).toEqual(['parse:5', 'main:1', 'parse:6', 'main:2']);
  });

  it('writes what reads back as the same: any profile', () => {
    fc.assert(
      fc.property(anyProfile, (any) => {
        const each = withSmallValues(any);
        const text = write(each);
        const back = read(bytesOf(text));
        expect(back.sampleTypes.map(({ type }) => type)).toEqual(each.sampleTypes.map(({ type }) => type));
        expect(sumsOf(write(back))).toEqual(sumsOf(text));
      }),
    );
  });

  it('fulfils the format: indices, lengths, sums', () => {
    fc.assert(
      fc.property(anyProfile, (each) => {
        const json = JSON.parse(write(each));
        expect(json.profiles).toHaveLength(each.sampleTypes.length);
        for (const { samples, weights, endValue, unit } of json.profiles) {
          expect(samples).toHaveLength(weights.length);
          expect(samples.flat().every((frame: number) => frame in json.shared.frames)).toBe(true);
          expect(endValue).toBeCloseTo(
            weights.reduce((a: number, b: number) => a + b, 0),
            -6,
          );
          expect(['none', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes']).toContain(unit);
        }
      }),
    );
  });
});

/** JSON's numbers are doubles: large ones are rounded. */
function withSmallValues(profile: Profile): Profile {
  const values = profile.samples.values.map((column) =>
    Float64Array.from(column as Iterable<number | bigint>, (value) => Number(BigInt(value) % 1000n)),
  );
  return { ...profile, samples: { ...profile.samples, values } };
}

/** Per profile and stack of a file, what its weights come to. */
function sumsOf(text: string): Record<string, number>[] {
  const { shared, profiles } = JSON.parse(text);
  return profiles.map(({ samples, weights }: { samples: number[][]; weights: number[] }) => {
    const sums = new Map<string, number>();
    for (const [i, stack] of samples.entries()) {
      const key = JSON.stringify(stack.map((frame) => shared.frames[frame]));
      sums.set(key, (sums.get(key) ?? 0) + weights[i]!);
    }
    return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0));
  });
}
