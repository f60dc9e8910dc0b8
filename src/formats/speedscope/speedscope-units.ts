import type { ValueType } from '../../profile/profile.ts';

/** In a file with this exporter each profile is a sample type of one profile. */
export const EXPORTER = 'prof';

interface Unit {
  /** The unit of a sample type that is written in this unit. */
  readonly own: string;
  /** What weights of other programs become: they say a unit, not what was measured. */
  readonly foreign: ValueType;
  readonly scale: number;
}

const TIME: ValueType = { type: 'time', unit: 'nanoseconds' };

export type SpeedscopeUnit = 'none' | 'nanoseconds' | 'microseconds' | 'milliseconds' | 'seconds' | 'bytes';

/** All units that a file can have. */
export const UNITS: Readonly<Record<SpeedscopeUnit, Unit>> = {
  none: { own: 'count', foreign: { type: 'samples', unit: 'count' }, scale: 1 },
  nanoseconds: { own: 'nanoseconds', foreign: TIME, scale: 1 },
  microseconds: { own: 'microseconds', foreign: TIME, scale: 1e3 },
  milliseconds: { own: 'milliseconds', foreign: TIME, scale: 1e6 },
  seconds: { own: 'seconds', foreign: TIME, scale: 1e9 },
  bytes: { own: 'bytes', foreign: { type: 'space', unit: 'bytes' }, scale: 1 },
};

/** How values of a pprof unit are written; units that speedscope does not know are none. */
export function speedscopeUnit(unit: string): SpeedscopeUnit {
  return Object.hasOwn(UNITS, unit) ? (unit as SpeedscopeUnit) : 'none';
}
