import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { type DecodeOptions, decodePprof } from '../../../src/profile/decode.ts';
import { gzip } from '../../../src/profile/gzip.ts';
import { sampleContents } from '../../support/profile-content.ts';
import { ProtoWriter } from '../../support/proto-writer.ts';

const STRINGS = ['', 'cpu', 'count', 'main', 'main.go', 'key', 'text'];

interface Parts {
  readonly types?: number;
  readonly strings?: readonly string[];
  readonly samples?: readonly ProtoWriter[];
  readonly mappings?: readonly number[];
  readonly functions?: readonly (number | bigint)[];
  /** Id and function ids of the lines. */
  readonly locations?: readonly (readonly [id: number | bigint, functions: readonly (number | bigint)[]])[];
}

/** A profile written by hand: one type, a mapping 1, a function 1, a location 1 and no samples, unless told otherwise. */
function write(parts: Parts = {}): ProtoWriter {
  const {
    types = 1,
    strings = STRINGS,
    samples = [],
    mappings = [1],
    functions = [1],
    locations = [[1, [1]]],
  } = parts;
  const out = new ProtoWriter();
  for (let i = 0; i < types; i++) out.data(1, new ProtoWriter().int(1, 1).int(2, 2));
  for (const each of samples) out.data(2, each);
  for (const id of mappings) out.data(3, new ProtoWriter().int(1, id));
  for (const [id, lines] of locations) {
    const location = new ProtoWriter().int(1, id).int(2, 1).int(3, 0x40);
    for (const f of lines) location.data(4, new ProtoWriter().int(1, f).int(2, 7));
    out.data(4, location);
  }
  for (const id of functions) out.data(5, new ProtoWriter().int(1, id).int(2, 3).int(3, 3).int(4, 4));
  for (const text of strings) out.data(6, text);
  return out;
}

const sample = (ids: readonly (number | bigint)[], values: readonly (number | bigint)[]): ProtoWriter =>
  new ProtoWriter().packed(1, ids).packed(2, values);

function refusal(bytes: Uint8Array, options?: DecodeOptions): ProfError {
  try {
    decodePprof(bytes, options);
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
  throw new Error('was not refused');
}
const reasonFor = (parts: Parts): string => refusal(write(parts).finish()).message;

describe('decodePprof reads', () => {
  it('gzip and plain alike', () => {
    const bytes = write({ samples: [sample([1], [5])] }).finish();
    expect(sampleContents(decodePprof(gzip(bytes)))).toEqual(sampleContents(decodePprof(bytes)));
    expect(sampleContents(decodePprof(bytes))).toMatchObject([
      { values: [5n], stack: [{ address: 0x40n, lines: [{ name: 'main', filename: 'main.go', line: 7n }] }] },
    ]);
  });

  it('repeated numbers packed, single and mixed, in order', () => {
    const mixed = new ProtoWriter().int(1, 1).packed(1, [2, 1]).int(1, 2).int(2, 7).packed(2, [8]);
    const profile = decodePprof(
      write({
        types: 2,
        samples: [mixed],
        locations: [
          [1, []],
          [2, []],
        ],
      }).finish(),
    );
    expect([...profile.samples.stack]).toEqual([0, 1, 0, 1]);
    expect(sampleContents(profile)[0]!.values).toEqual([7n, 8n]);
  });

  it('tables before, after and between samples', () => {
    const before = write({ strings: STRINGS.slice(0, 3) });
    const bytes = Buffer.concat([
      before.finish(),
      new ProtoWriter().data(2, sample([1, 9], [1])).finish(),
      new ProtoWriter().data(6, STRINGS[3]!).data(4, new ProtoWriter().int(1, 9)).finish(),
      new ProtoWriter().data(2, sample([9], [2])).finish(),
      new ProtoWriter().data(6, STRINGS[4]!).finish(),
    ]);
    const profile = decodePprof(bytes);
    expect([...profile.samples.stack]).toEqual([0, 1, 1]);
    expect(profile.strings.get(4)).toBe('main.go');
  });

  it.each([
    ['small', [3n, 1n, 2n]],
    ['beyond 2^28', [2n ** 28n, 2n ** 31n, 2n ** 32n - 1n]],
    ['beyond 2^53', [2n ** 64n - 1n, 2n ** 53n + 1n, 2n ** 53n]],
  ])('ids that are %s', (_what, ids) => {
    const locations = ids.map((id) => [id, [id]] as const);
    const profile = decodePprof(
      write({ samples: [sample([...ids].reverse(), [1])], locations, functions: ids }).finish(),
    );
    expect([...profile.samples.stack]).toEqual([2, 1, 0]);
    expect([...profile.locations.id]).toEqual(ids);
    expect([...profile.locations.lineFunction]).toEqual([0, 1, 2]);
  });

  it('values exactly: doubles where all sums are exact, else 64-bit integers', () => {
    const columnOf = (...values: (number | bigint)[]) =>
      decodePprof(write({ samples: values.map((value) => sample([], [value])) }).finish()).samples.values[0];
    const most = Number.MAX_SAFE_INTEGER;
    expect(columnOf(1, -1, most - 2)).toEqual(Float64Array.of(1, -1, most - 2));
    expect(columnOf(1, -1, most - 1)).toEqual(BigInt64Array.of(1n, -1n, BigInt(most - 1)));
    expect(columnOf(2n ** 53n + 1n)).toEqual(BigInt64Array.of(2n ** 53n + 1n));
    expect(columnOf(-(2n ** 63n), 2n ** 63n - 1n)).toEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n));
    expect(columnOf(127, 128, 16_383, 16_384, 2 ** 21, 2 ** 28 - 1, 2 ** 28, 2 ** 35)).toEqual(
      Float64Array.of(127, 128, 16_383, 16_384, 2 ** 21, 2 ** 28 - 1, 2 ** 28, 2 ** 35),
    );
  });

  it('stacks of every length at which the encoding changes', () => {
    for (const length of [0, 1, 127, 128, 16_383, 16_384, 40_000]) {
      const profile = decodePprof(write({ samples: [sample(Array(length).fill(1), [1])] }).finish());
      expect(profile.samples.stackOffset[1]).toBe(length);
    }
  });

  it('labels: texts, numbers with units, and not those that say nothing', () => {
    const label = (...numbers: (number | bigint)[]) => {
      const written = new ProtoWriter();
      for (const [i, number] of numbers.entries()) written.nonzero(i + 1, number);
      return written;
    };
    const labelled = sample([], [1])
      .data(3, label(5, 6))
      .data(3, label(5, 0, -3n, 2))
      .data(3, label(5, 0, 2n ** 40n))
      .data(3, label(5, 0, 0, 2))
      .data(3, label(5))
      .data(3, label(5, 6, 9, 2));
    expect(sampleContents(decodePprof(write({ samples: [labelled] }).finish()))[0]!.labels).toEqual([
      { key: 'key', text: 'text', number: 0n, unit: '' },
      { key: 'key', text: '', number: -3n, unit: 'count' },
      { key: 'key', text: '', number: 2n ** 40n, unit: '' },
      { key: 'key', text: '', number: 0n, unit: 'count' },
      { key: 'key', text: 'text', number: 0n, unit: '' },
    ]);
  });

  it('scalars: the last one, and any nonzero number as true', () => {
    const bytes = Buffer.concat([
      write({ mappings: [] }).finish(),
      new ProtoWriter()
        .data(
          3,
          new ProtoWriter()
            .int(1, 8)
            .int(1, 1)
            .int(7, 2n ** 40n)
            .int(8, 1)
            .int(8, 0),
        )
        .int(12, 1)
        .int(12, -2n)
        .data(11, new ProtoWriter().int(1, 3))
        .data(11, new ProtoWriter().int(2, 2))
        .finish(),
    ]);
    expect(decodePprof(bytes)).toMatchObject({
      mappings: [{ id: 1n, hasFunctions: true, hasFilenames: false }],
      period: -2n,
      periodType: { type: '', unit: 'count' },
    });
  });

  it('a mapping that is not there as none', () => {
    expect([...decodePprof(write({ mappings: [] }).finish()).locations.mapping]).toEqual([0xffff_ffff]);
  });
});

describe('decodePprof refuses', () => {
  it('nothing at all', () => {
    expect(refusal(new Uint8Array(0)).message).toBe('parsing profile: empty input file');
    expect(refusal(gzip(new Uint8Array(0))).message).toBe('parsing profile: empty input file');
  });

  it('two profiles one after the other', () => {
    const timed = Buffer.concat([write().finish(), new ProtoWriter().int(9, 5).finish()]);
    const { message, details } = refusal(Buffer.concat([timed, timed]));
    expect(message).toBe('parsing profile: concatenated profiles detected');
    expect(details.offset).toBe(timed.length * 2 - 2);
    // Damage before that comes first.
    const damaged = Buffer.concat([timed, new ProtoWriter().data(4, Uint8Array.of(0xff)).finish(), timed]);
    expect(refusal(damaged).message).toBe('parsing profile: unrecognized profile format');
  });

  it('what is no proto, and says what and where', () => {
    const start = write().finish();
    const { message, details } = refusal(Buffer.concat([start, Uint8Array.of(0x0f)]));
    expect(message).toBe('parsing profile: unrecognized profile format');
    expect(details).toEqual({ offset: start.length, reason: 'unknown wire type 7' });
    const text = refusal(Buffer.from(`{"nodes": [${'1,'.repeat(40_000)}]}`));
    expect(text.message).toBe('parsing profile: bufio.Scanner: token too long');
  });

  it.each([
    ['a first string that is not empty', { strings: ['x', ...STRINGS] }],
    ['no strings', { strings: [] }],
    ['too few strings', { strings: STRINGS.slice(0, 4) }],
  ])('%s', (_what, parts) => {
    expect(reasonFor(parts)).toBe('parsing profile: unrecognized profile format');
  });

  it.each([
    ['samples without types', { types: 0, samples: [sample([], [])] }, 'missing sample type information'],
    ['too few values', { types: 2, samples: [sample([], [1])] }, 'mismatch: sample has 1 values vs. 2 types'],
    ['too many values', { samples: [sample([], [1, 2])] }, 'mismatch: sample has 2 values vs. 1 types'],
    ['an unknown location', { samples: [sample([2], [1])] }, 'sample has nil location'],
    ['location 0', { samples: [sample([0], [1])] }, 'sample has nil location'],
    ['a mapping 0', { mappings: [0] }, 'found mapping with reserved ID=0'],
    ['two mappings of one id', { mappings: [1, 2, 1] }, 'multiple mappings with same id: 1'],
    ['a function 0', { functions: [1, 0] }, 'found function with reserved ID=0'],
    ['two functions of one id', { functions: [1, 1] }, 'multiple functions with same id: 1'],
    ['a location with id 0', { locations: [[0, []]] }, 'found location with reserved id=0'],
    [
      'two locations of one id',
      {
        locations: [
          [7, []],
          [7, []],
        ],
      },
      'multiple locations with same id: 7',
    ],
    [
      'an unknown function',
      {
        locations: [
          [1, [1]],
          [2, [1, 5]],
        ],
      },
      'location id: 2 has a line with nil function',
    ],
    ['function 0 in a line', { locations: [[1, [0]]] }, 'location id: 1 has a line with nil function'],
  ] satisfies [string, Parts, string][])('%s', (_what, parts, reason) => {
    expect(reasonFor(parts)).toBe(`malformed profile: ${reason}`);
  });

  it('the first fault in the order samples, mappings, functions, locations; damage before all', () => {
    const badSample = sample([9], [1]);
    const all: Parts = { samples: [badSample], mappings: [0], functions: [0], locations: [[0, []]] };
    expect(reasonFor(all)).toContain('nil location');
    expect(reasonFor({ ...all, samples: [] })).toContain('found mapping');
    expect(reasonFor({ ...all, samples: [], mappings: [1] })).toContain('found function');
    expect(reasonFor({ ...all, samples: [], mappings: [1], functions: [1] })).toContain('found location');
    const damaged = new ProtoWriter().data(1, Uint8Array.of(0x80));
    expect(reasonFor({ ...all, samples: [badSample, damaged] })).toContain('unrecognized');
  });
});

describe('decodePprof stops at limits', () => {
  const labelled = sample([1, 1], [1]).data(3, new ProtoWriter().int(1, 5).int(2, 6));
  const many: Parts = {
    types: 2,
    samples: Array.from({ length: 3 }, () => sample([1, 1], [1, 2])),
    mappings: [1, 2],
    functions: [1, 2, 3, 4, 5, 6, 7, 8],
  };

  it.each([
    ['samples', 2, many],
    ['stackFrames', 1, many],
    ['stringBytes', 20, many],
    ['decodedBytes', 50, many],
    ['tableEntries', 7, many],
    ['smallTableEntries', 1, many],
    ['labels', 1000, { samples: Array.from({ length: 2000 }, () => labelled) }],
    ['tableEntries', 10, { locations: [[1, Array(100).fill(1)]] }],
  ] satisfies [string, number, Parts][])('%s = %d', (limit, value, parts) => {
    const bytes = write(parts).finish();
    expect(() => decodePprof(bytes)).not.toThrow();
    const error = refusal(bytes, { limits: { [limit]: value } });
    expect(error.code).toBe('LIMIT');
    expect(error.details).toEqual({ limit, value });
  });

  it('and does not hold millions of comments to say so', () => {
    const bytes = new ProtoWriter().packed(13, Array(100).fill(0)).finish();
    expect(refusal(bytes, { limits: { smallTableEntries: 10 } }).code).toBe('LIMIT');
  });
});
