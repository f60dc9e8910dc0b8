import { addInt64, type Int64, truncateToInt64 } from '../profile/go-number-format.ts';
import { sumNodes } from '../profile/graph.ts';
import { buildNodes, type NodeTable, printableName } from '../profile/graph-nodes.ts';
import { areUnitsCompatible } from '../profile/measurement.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';
import { chooseSampleIndex } from '../profile/sample-value.ts';
import { prepareReport } from '../report/prepare-report.ts';
import type { ReportOptions } from '../report/report-options.ts';

/** What a function used itself, and with what it called. */
export interface Sums {
  readonly flat: Int64;
  readonly cum: Int64;
}

/** One sample type of one profile, function by function. The profile itself is not held. */
export interface FunctionSums {
  readonly sampleType: string;
  readonly unit: string;
  readonly total: Int64;
  readonly byName: ReadonlyMap<string, Sums>;
  /** How many samples the values were counted in; undefined where values are no counts of samples. */
  readonly counts: SampleCounts | undefined;
}

export interface SampleCounts {
  readonly total: number;
  /** What one sample stands for, in the unit of the values. */
  readonly perSample: number;
  of(name: string): { readonly flat: number; readonly cum: number };
}

export interface SumOptions {
  readonly report?: Partial<ReportOptions>;
  /** Name or index of the sample type; empty: the profile's default. */
  readonly sampleIndex: string;
  readonly warn?: ((message: string) => void) | undefined;
}

/** @throws ProfError USAGE for options that do not fit the profile. */
export async function sumFunctions(
  profile: Profile,
  { report = {}, sampleIndex, warn }: SumOptions,
): Promise<FunctionSums> {
  const prepared = await prepareReport(profile, 'top', { ...report, sampleIndex }, warn ? { warn } : {});
  const { options, column, total } = prepared;
  const nodes = buildNodes(prepared.profile, { ...options, granularity: options.granularity || 'functions' });
  const byName = sumByName(prepared.profile, nodes, column);
  const index = chooseSampleIndex(profile, sampleIndex);
  return {
    sampleType: prepared.sampleType,
    unit: prepared.sampleUnit,
    total,
    byName,
    counts: countsOf(profile, { filtered: prepared.profile, nodes, index, byName, total }),
  };
}

/** Several profiles as if they were one. */
export function addFunctionSums(all: readonly FunctionSums[]): FunctionSums {
  const [first] = all;
  if (first === undefined) throw new RangeError('nothing to add up');
  const byName = new Map<string, Sums>(first.byName);
  let total = first.total;
  for (const other of all.slice(1)) {
    total = addInt64(total, other.total);
    for (const [name, sums] of other.byName) byName.set(name, addSums(byName.get(name), sums));
  }
  return { ...first, total, byName, counts: undefined };
}

/** All values times a ratio, rounded; counts of samples stay what they are. */
export function scaleFunctionSums(sums: FunctionSums, ratio: number): FunctionSums {
  const scaled = (value: Int64) => truncateToInt64(Math.round(Number(value) * ratio));
  const counts = sums.counts && { ...sums.counts, perSample: sums.counts.perSample * ratio };
  const byName = new Map<string, Sums>();
  for (const [name, { flat, cum }] of sums.byName) byName.set(name, { flat: scaled(flat), cum: scaled(cum) });
  return { ...sums, total: scaled(sums.total), byName, counts };
}

function addSums(found: Sums | undefined, { flat, cum }: Sums): Sums {
  return found ? { flat: addInt64(found.flat, flat), cum: addInt64(found.cum, cum) } : { flat, cum };
}

/** Nodes that print alike (one function of two binaries) are one function here. */
function sumByName(profile: Profile, nodes: NodeTable, column: ValueColumn): Map<string, Sums> {
  const sums = sumNodes(profile.samples, nodes, column);
  const byName = new Map<string, Sums>();
  for (let node = 0; node < nodes.count; node++) {
    const flat = sums.flat[node]!;
    const cum = sums.cum[node]!;
    if (Number(flat) === 0 && Number(cum) === 0) continue;
    const name = printableName(nodes, node);
    byName.set(name, addSums(byName.get(name), { flat, cum }));
  }
  return byName;
}

interface Summed {
  /** What the filters left. */
  readonly filtered: Profile;
  readonly nodes: NodeTable;
  /** Of the sample type. */
  readonly index: number;
  readonly byName: ReadonlyMap<string, Sums>;
  readonly total: Int64;
}

/**
 * Known where the profile counts its samples beside the time that they stand for, or where they are the value; else
 * where it tells the period of its sampler.
 */
function countsOf(profile: Profile, summed: Summed): SampleCounts | undefined {
  const { filtered, nodes, index, byName, total } = summed;
  const { type, unit } = profile.sampleTypes[index]!;
  const isTime = areUnitsCompatible(unit, 'ns');
  const countIndex = profile.sampleTypes.findIndex(
    (each) => each.unit === 'count' && (each.type === 'samples' || each.type === 'sample'),
  );
  if (countIndex === -1) {
    const { periodType, period } = profile;
    const isPeriod = isTime && periodType?.type === type && periodType.unit === unit && period > 0n;
    return isPeriod ? sampleCounts(Number(period), total, byName) : undefined;
  }
  if (countIndex !== index && !isTime) return undefined;
  const column = profile.samples.values[index]!;
  const counts = profile.samples.values[countIndex]!;
  const sampled = sumOf(counts);
  const perSample = sampled === 0 ? 0 : sumOf(column) / sampled;
  if (perSample <= 0) return undefined;
  if (isMultiple(column, counts, perSample)) return sampleCounts(perSample, total, byName);
  const own = sumByName(filtered, nodes, filtered.samples.values[countIndex]!);
  return sampleCounts(perSample, total, own, 1);
}

/** @param by what the sums are of one sample */
function sampleCounts(
  perSample: number,
  total: Int64,
  sums: ReadonlyMap<string, Sums>,
  by = perSample,
): SampleCounts {
  return {
    total: Number(total) / perSample,
    perSample,
    of: (name) => {
      const { flat, cum } = sums.get(name) ?? { flat: 0, cum: 0 };
      return { flat: Number(flat) / by, cum: Number(cum) / by };
    },
  };
}

/** A sampler with a fixed period: counts then follow from the values, and need no pass of their own. */
function isMultiple(column: ValueColumn, counts: ValueColumn, perSample: number): boolean {
  for (let s = 0; s < column.length; s++) {
    if (Number(column[s]) !== Number(counts[s]) * perSample) return false;
  }
  return true;
}

function sumOf(column: ValueColumn): number {
  let sum = 0;
  for (let s = 0; s < column.length; s++) sum += Number(column[s]);
  return sum;
}
