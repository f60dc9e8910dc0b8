import type { FunctionSums } from './function-sums.ts';
import type { GateSettings } from './gate-settings.ts';

/** One value that is compared. */
export interface Subject {
  readonly measure: 'total' | 'flat' | 'cum';
  /** The function; undefined for the total. */
  readonly name: string | undefined;
}

export type Side = 'base' | 'target';

/** Time that samplers count, also where a profile does not say how many samples it was. */
const TYPES_OF_LOAD = new Set(['cpu', 'wall', 'samples', 'sample', 'itimer']);

/** One sample type of all profiles of both sides. */
export class Measured {
  readonly base: readonly FunctionSums[];
  readonly target: readonly FunctionSums[];
  /** Functions are compared by their shares of their profile's total, not by their values. */
  readonly isByShares: boolean;

  constructor(
    sides: { readonly base: readonly FunctionSums[]; readonly target: readonly FunctionSums[] },
    judgeBy: GateSettings['judgeBy'],
  ) {
    this.base = sides.base;
    this.target = sides.target;
    // How much CPU a profile holds follows from load and length; what memory holds is itself the finding.
    const isOfLoad = [...sides.base, ...sides.target].every(
      ({ counts, sampleType }) => counts !== undefined || TYPES_OF_LOAD.has(sampleType),
    );
    this.isByShares = judgeBy === undefined ? isOfLoad : judgeBy === 'shares';
  }

  get sampleType(): string {
    return this.base[0]!.sampleType;
  }

  /** The unit of the profile's values. */
  get unit(): string {
    return this.base[0]!.unit;
  }

  /** The unit in which a subject is compared. */
  unitOf({ measure }: Subject): string {
    return this.isByShares && measure !== 'total' ? '%' : this.unit;
  }

  /** Of each profile of a side. A function that a profile does not have has 0. */
  values({ measure, name }: Subject, side: Side): number[] {
    return this[side].map((sums) => {
      if (measure === 'total' || name === undefined) return Number(sums.total);
      const value = Number(sums.byName.get(name)?.[measure] ?? 0);
      return this.isByShares ? percentOf(value, Number(sums.total)) : value;
    });
  }

  totals(side: Side): number[] {
    return this[side].map(({ total }) => Number(total));
  }

  /** Functions of any profile with their mean share, in percent, over all profiles: of which side they are plays no part. */
  meanShares(measure: 'flat' | 'cum'): ReadonlyMap<string, number> {
    const all = [...this.base, ...this.target];
    const shares = new Map<string, number>();
    for (const { byName, total } of all) {
      for (const [name, sums] of byName) {
        const share = percentOf(Math.abs(Number(sums[measure])), Number(total)) / all.length;
        shares.set(name, (shares.get(name) ?? 0) + share);
      }
    }
    return shares;
  }

  /** Not one of the base's profiles has it. */
  isNew(name: string): boolean {
    return this.base.every(({ byName }) => !byName.has(name)) && this.target.some((s) => s.byName.has(name));
  }
}

function percentOf(value: number, total: number): number {
  return total === 0 ? 0 : (value / Math.abs(total)) * 100;
}
