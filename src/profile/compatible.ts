/** Makes profiles fit for merging: the same sample types in the same order and units. */
import { ProfError } from '../kit/errors.ts';
import { areUnitsCompatible, scale } from './measurement.ts';
import type { Profile, ValueType } from './profile.ts';
import { scaleProfile } from './scale.ts';

const NO_TYPE: ValueType = { type: '', unit: '' };

/**
 * Keeps the sample types that every profile has, in the order of the first, and gives each the finest of its units.
 * @throws ProfError BAD_PROFILE if nothing is common or units do not convert
 */
export function makeCompatible(profiles: readonly Profile[]): Profile[] {
  const common = commonTypes(profiles);
  if (common.length === 0) {
    throw new ProfError('BAD_PROFILE', 'profiles have empty common sample type list', {
      hints: ['compare or merge profiles of one type: cpu with cpu, heap with heap'],
    });
  }
  return unifyUnits(profiles.map((profile) => keepTypes(profile, common)));
}

/** @throws ProfError BAD_PROFILE unless period type and sample types are the same in all. */
export function requireEqualTypes(profiles: readonly Profile[]): void {
  const first = profiles[0]!;
  const show = ({ type, unit }: ValueType): string => `${type}/${unit}`;
  for (const each of profiles.slice(1)) {
    const periods = [first, each].map(({ periodType }) => show(periodType ?? NO_TYPE));
    if (periods[0] !== periods[1]) {
      throw new ProfError('BAD_PROFILE', `incompatible period types ${periods[0]} and ${periods[1]}`);
    }
    const types = [first, each].map(({ sampleTypes }) => `[${sampleTypes.map(show).join(' ')}]`);
    if (types[0] !== types[1]) {
      throw new ProfError('BAD_PROFILE', `incompatible sample types ${types[0]} and ${types[1]}`);
    }
  }
}

/** Whether two profiles have the same types and units, so that `makeCompatible` leaves them as they are. */
export function haveTypesAsTheyAre(a: Profile, b: Profile): boolean {
  const isSame = (one: ValueType | undefined, other: ValueType | undefined): boolean =>
    one !== undefined && one.type === other?.type && one.unit === other.unit;
  return (
    isSame(a.periodType, b.periodType) &&
    a.sampleTypes.length > 0 &&
    a.sampleTypes.length === b.sampleTypes.length &&
    a.sampleTypes.every((type, i) => isSame(type, b.sampleTypes[i])) &&
    new Set(a.sampleTypes.map(({ type }) => type)).size === a.sampleTypes.length
  );
}

/** Names of types that occur as often as there are profiles, as the reference counts them. */
function commonTypes(profiles: readonly Profile[]): string[] {
  const counts = new Map<string, number>();
  for (const { sampleTypes } of profiles) {
    for (const { type } of sampleTypes) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return profiles[0]!.sampleTypes
    .map(({ type }) => type)
    .filter((type) => counts.get(type) === profiles.length);
}

function keepTypes(profile: Profile, names: readonly string[]): Profile {
  const from = names.map((name) => profile.sampleTypes.findIndex(({ type }) => type === name));
  if (from.includes(-1)) {
    throw new ProfError('BAD_PROFILE', `"${names[from.indexOf(-1)]}" sample type is not found in profile`);
  }
  if (from.length === profile.sampleTypes.length && from.every((index, i) => index === i)) return profile;
  return {
    ...profile,
    sampleTypes: from.map((index) => profile.sampleTypes[index]!),
    defaultSampleType: names.includes(profile.defaultSampleType) ? profile.defaultSampleType : names[0]!,
    samples: { ...profile.samples, values: from.map((index) => profile.samples.values[index]!) },
  };
}

function unifyUnits(profiles: readonly Profile[]): Profile[] {
  if (profiles.length === 1) return [...profiles];
  const period = finestType(
    profiles.map(({ periodType }) => periodType ?? NO_TYPE),
    'period type',
  );
  const types = profiles[0]!.sampleTypes.map((_, i) =>
    finestType(
      profiles.map(({ sampleTypes }) => sampleTypes[i]!),
      'sample types',
    ),
  );
  return profiles.map((profile) => {
    const { unit } = profile.periodType ?? NO_TYPE;
    const scaled = scaleProfile(
      profile,
      profile.sampleTypes.map((type, i) => scale(1, type.unit, types[i]!.unit).value),
    );
    return {
      ...scaled,
      sampleTypes: profile.sampleTypes.map(({ type }, i) => ({ type, unit: types[i]!.unit })),
      period:
        unit === period.unit
          ? profile.period
          : BigInt(Math.trunc(scale(Number(profile.period), unit, period.unit).value)),
      periodType: { type: profile.periodType?.type ?? '', unit: period.unit },
    };
  });
}

/** The type with the smallest unit. */
function finestType(types: readonly ValueType[], what: string): ValueType {
  return types.reduce((finest, type) => {
    if (!isConvertible(finest, type)) {
      const show = (each: ValueType): string => `{${each.type} ${each.unit}}`;
      throw new ProfError('BAD_PROFILE', `${what}: incompatible types: ${show(finest)} ${show(type)}`);
    }
    return scale(1, type.unit, finest.unit).value < 1 ? type : finest;
  });
}

/** Type names may differ in a final s: producers write both `sample` and `samples`. */
function isConvertible(a: ValueType, b: ValueType): boolean {
  return a.type.replace(/s$/, '') === b.type.replace(/s$/, '') && areUnitsCompatible(a.unit, b.unit);
}
