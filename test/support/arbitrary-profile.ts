/** Small profiles of every shape that the builder can make, for properties. */
import fc from 'fast-check';
import { type BuilderLabel, ProfileBuilder } from '../../src/profile/builder.ts';
import type { Profile, ValueType } from '../../src/profile/profile.ts';

const INT64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const UINT64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const SMALL = fc.bigInt({ min: -20n, max: 20n });
const ANY_TEXT = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'main.main'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
/** Few texts, so that things are often equal. */
const FEW_TEXTS = fc.constantFrom('', 'a', 'b', 'ü');
const VALUE_TYPE: fc.Arbitrary<ValueType> = fc.record({ type: ANY_TEXT, unit: ANY_TEXT });

interface Contents {
  readonly text: fc.Arbitrary<string>;
  readonly integer: fc.Arbitrary<bigint>;
  readonly value: fc.Arbitrary<bigint>;
}

const FULL: Contents = { text: ANY_TEXT, integer: INT64, value: fc.oneof(SMALL, INT64) };
const ALIKE: Contents = {
  text: FEW_TEXTS,
  integer: fc.bigInt({ min: 0n, max: 1n }),
  value: fc.bigInt({ min: -1n, max: 2n }),
};

/** Anything at all. */
export const anyProfile: fc.Arbitrary<Profile> = fc
  .record({
    sampleTypes: fc.array(VALUE_TYPE, { minLength: 1, maxLength: 3 }),
    defaultSampleType: ANY_TEXT,
    periodType: fc.option(VALUE_TYPE, { nil: undefined }),
    period: INT64,
    timeNanos: INT64,
    durationNanos: INT64,
    comments: fc.array(ANY_TEXT, { maxLength: 3 }),
    docUrl: ANY_TEXT,
    dropFrames: ANY_TEXT,
    keepFrames: ANY_TEXT,
  })
  .chain(({ periodType, ...options }) =>
    fill(
      new ProfileBuilder(periodType === undefined ? options : { ...options, periodType }),
      FULL,
      options.sampleTypes.length,
    ),
  );

/** Profiles of two sample types in which much is equal, within one and between several. */
export const similarProfiles: fc.Arbitrary<Profile[]> = fc.array(
  fc
    .record({
      timeNanos: fc.bigInt({ min: 0n, max: 3n }),
      durationNanos: SMALL,
      period: SMALL,
      comments: fc.array(FEW_TEXTS, { maxLength: 3 }),
      docUrl: FEW_TEXTS,
      defaultSampleType: FEW_TEXTS,
    })
    .chain((options) => {
      const sampleTypes = [
        { type: 'samples', unit: 'count' },
        { type: 'cpu', unit: 'nanoseconds' },
      ];
      return fill(new ProfileBuilder({ ...options, sampleTypes, periodType: sampleTypes[1]! }), ALIKE, 2);
    }),
  { minLength: 1, maxLength: 4 },
);

function fill(
  builder: ProfileBuilder,
  { text, integer, value }: Contents,
  types: number,
): fc.Arbitrary<Profile> {
  const mapping = fc.record({
    start: UINT64,
    limit: UINT64,
    offset: integer.map((offset) => BigInt.asUintN(64, offset)),
    file: text,
    buildId: text,
    hasFunctions: fc.boolean(),
    hasFilenames: fc.boolean(),
    hasLineNumbers: fc.boolean(),
    hasInlineFrames: fc.boolean(),
  });
  const fn = fc.record({ name: text, systemName: text, filename: text, startLine: integer });
  const line = fc.record({ function: fc.nat(), line: integer, column: integer });
  const location = fc.record({
    mapping: fc.option(fc.nat(), { nil: undefined }),
    address: integer.map((address) => BigInt.asUintN(64, address)),
    isFolded: fc.boolean(),
    lines: fc.array(line, { maxLength: 3 }),
  });
  const label: fc.Arbitrary<BuilderLabel> = fc.oneof(
    fc.record({ key: text, str: text.filter((each) => each !== '') }),
    fc.record({ key: text, num: integer, unit: text }).filter(({ num, unit }) => num !== 0n || unit !== ''),
  );
  const sample = fc.record({
    stack: fc.array(fc.nat(), { maxLength: 6 }),
    values: fc.array(value, { minLength: types, maxLength: types }),
    labels: fc.array(label, { maxLength: 3 }),
  });
  return fc
    .record({
      mappings: fc.array(mapping, { maxLength: 2 }),
      functions: fc.array(fn, { minLength: 1, maxLength: 4 }),
      locations: fc.array(location, { minLength: 1, maxLength: 4 }),
      samples: fc.array(sample, { maxLength: 8 }),
    })
    .map(({ mappings, functions, locations, samples }) => {
      const mappingIndices = mappings.map((each) => builder.addMapping(each));
      const functionIndices = functions.map((each) => builder.addFunction(each));
      const locationIndices = locations.map(({ mapping: which, lines, ...each }) => {
        const index = which === undefined ? undefined : pick(mappingIndices, which);
        return builder.addLocation({
          ...each,
          ...(index === undefined ? {} : { mapping: index }),
          lines: lines.map((one) => ({ ...one, function: pick(functionIndices, one.function)! })),
        });
      });
      for (const { stack, values, labels } of samples) {
        builder.addSample(
          stack.map((which) => pick(locationIndices, which)!),
          values,
          labels,
        );
      }
      return builder.build();
    });
}

function pick(from: readonly number[], which: number): number | undefined {
  return from[which % from.length];
}
