/**
 * Units of profile values: which are known, how values move between them, and how they print.
 * Families, aliases and rounding are those of the pprof text reports.
 */
import { formatFixed2, formatShort2, type Int64 } from './go-number-format.ts';

interface Unit {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly factor: number;
}

interface UnitFamily {
  readonly units: readonly Unit[];
  readonly defaultUnit: { readonly name: string; readonly factor: number };
}

const unit = (name: string, factor: number, ...aliases: string[]): Unit => ({ name, factor, aliases });

const FAMILIES: readonly UnitFamily[] = [
  {
    units: [
      unit('B', 1, 'b', 'byte'),
      unit('kB', 2 ** 10, 'kb', 'kbyte', 'kilobyte'),
      unit('MB', 2 ** 20, 'mb', 'mbyte', 'megabyte'),
      unit('GB', 2 ** 30, 'gb', 'gbyte', 'gigabyte'),
      unit('TB', 2 ** 40, 'tb', 'tbyte', 'terabyte'),
      unit('PB', 2 ** 50, 'pb', 'pbyte', 'petabyte'),
    ],
    defaultUnit: { name: 'B', factor: 1 },
  },
  {
    // "μs" is no alias: a trailing s is cut from units longer than two bytes, and μ has two.
    units: [
      unit('ns', 1, 'ns', 'nanosecond'),
      unit('us', 1e3, 'us', 'microsecond'),
      unit('ms', 1e6, 'ms', 'millisecond'),
      unit('s', 1e9, 's', 'sec', 'second'),
      unit('hrs', 3.6e12, 'hour', 'hr'),
    ],
    defaultUnit: { name: 's', factor: 1e9 },
  },
  {
    units: [
      unit('n*GCU', 1e-9, 'nanogcu'),
      unit('u*GCU', 1e-6, 'microgcu'),
      unit('m*GCU', 1e-3, 'milligcu'),
      unit('GCU', 1, 'gcu'),
      unit('k*GCU', 1e3, 'kilogcu'),
      unit('M*GCU', 1e6, 'megagcu'),
      unit('G*GCU', 1e9, 'gigagcu'),
      unit('T*GCU', 1e12, 'teragcu'),
      unit('P*GCU', 1e15, 'petagcu'),
    ],
    defaultUnit: { name: 'GCU', factor: 1 },
  },
];

interface KnownUnit {
  readonly family: UnitFamily;
  readonly unit: Unit;
}

const UNIT_BY_ALIAS = new Map<string, KnownUnit>(
  FAMILIES.flatMap((family) =>
    family.units.flatMap((u) => u.aliases.map((a) => [a, { family, unit: u }] as const)),
  ),
);

const findUnit = (spelled: string): KnownUnit | undefined => {
  const lower = spelled.toLowerCase();
  return UNIT_BY_ALIAS.get(lower.length > 2 && lower.endsWith('s') ? lower.slice(0, -1) : lower);
};

/** Units of one family can be converted into each other; an unknown unit only equals itself. */
export function areUnitsCompatible(a: string, b: string): boolean {
  if (a === b) return true;
  const family = findUnit(a)?.family;
  return family !== undefined && family === findUnit(b)?.family;
}

/** Target units that ask for no conversion and print no suffix after a value of unknown unit. */
const SILENT_TARGETS = new Set(['count', 'sample', 'unit', 'minimum', 'auto']);

export interface ScaledValue {
  readonly value: number;
  /** Empty when there is nothing worth printing. */
  readonly unit: string;
}

/**
 * The value in another unit. `minimum` and `auto` choose the largest unit of the family that gives at least 1;
 * a target outside the family gives the family's default unit; an unknown source unit leaves the number alone.
 */
export function scale(value: Int64, fromUnit: string, toUnit: string): ScaledValue {
  const number = Number(value);
  if (number < 0 && !isSmallestInt64(value)) {
    const positive = scaleUnsigned(-number, fromUnit, toUnit);
    return { value: -positive.value, unit: positive.unit };
  }
  return scaleUnsigned(number, fromUnit, toUnit);
}

const isSmallestInt64 = (value: Int64): boolean => typeof value === 'bigint' && value === -(2n ** 63n);

function scaleUnsigned(value: number, fromUnit: string, toUnit: string): ScaledValue {
  const from = findUnit(fromUnit);
  if (from === undefined) return { value, unit: SILENT_TARGETS.has(toUnit) ? '' : toUnit };
  const base = value * from.unit.factor;
  const to = toUnit === 'minimum' || toUnit === 'auto' ? largestFitting(base, from.family) : findUnit(toUnit);
  if (to === undefined || to.family !== from.family) {
    return { value: base / from.family.defaultUnit.factor, unit: from.family.defaultUnit.name };
  }
  return { value: base / to.unit.factor, unit: to.unit.name };
}

function largestFitting(base: number, family: UnitFamily): KnownUnit | undefined {
  const fitting = family.units.findLast((u) => base / u.factor >= 1);
  return fitting && { family, unit: fitting };
}

/** A value as reports print it: two decimals unless they are zero, then the unit; `0` has no unit. */
export function formatValue(value: Int64, fromUnit: string, toUnit: string): string {
  const scaled = scale(value, fromUnit, toUnit);
  const fixed = formatFixed2(scaled.value);
  const short = fixed.endsWith('.00') ? fixed.slice(0, -3) : fixed;
  return short === '0' || short === '-0' ? '0' : short + scaled.unit;
}

/** |value / total| as a percentage, padded to six characters: `  100%`, ` 5.25%`, ` 0.52%`, `    0%`. */
export function percentage(value: Int64, total: Int64): string {
  const divisor = Number(total);
  const percent = divisor === 0 ? 0 : Math.abs(Number(value) / divisor) * 100;
  if (percent >= 99.95 && percent <= 100.05) return '  100%';
  return `${(percent >= 1 ? formatFixed2(percent) : formatShort2(percent)).padStart(5)}%`;
}
