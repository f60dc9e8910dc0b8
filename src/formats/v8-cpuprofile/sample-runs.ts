/** What a profile says of each node of its call tree, as numbers of samples and their time: what is laid out in time. */

import { areUnitsCompatible, scale } from '../../profile/measurement.ts';
import type { Profile, ValueColumn } from '../../profile/profile.ts';
import { chooseSampleIndex } from '../../profile/sample-value.ts';
import { requireNoNegatives, StackTree } from '../v8-stack-tree.ts';

/** Samples of one node in a row. */
export interface Run {
  count: number;
  nanos: number;
}

export interface NodeRuns {
  readonly tree: StackTree;
  /** By node: what ran there itself. */
  readonly own: ReadonlyMap<number, Run>;
  /** By node: the garbage collections that interrupted it. */
  readonly collections: ReadonlyMap<number, Run>;
  /** By node: the lines that ran, from 1, and how many samples of each; only where profiles tell lines from functions. */
  readonly lines: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

/** Each sample costs readers some memory, and V8 takes a thousand a second: a quarter of an hour. */
const MAX_SAMPLES = 1_000_000;

/**
 * One value of a profile by node. Times keep their length; of any other value one unit is written as one microsecond.
 * Samples are counted by the profile's `samples/count`, where it has such a type, else one a stack.
 * @param sampleIndex which value, as `--sample-index`.
 * @throws ProfError USAGE for a value that is not there, BAD_DATA for negative values.
 */
export function sampleRuns(profile: Profile, sampleIndex: string): NodeRuns {
  const index = chooseSampleIndex(profile, sampleIndex);
  const column = profile.samples.values[index]!;
  requireNoNegatives(column, 'a V8 CPU profile');
  const counts = countColumn(profile);
  if (counts !== undefined) requireNoNegatives(counts, 'a V8 CPU profile');
  const unit = profile.sampleTypes[index]!.unit;
  const nanosPerUnit = areUnitsCompatible(unit, 'ns') ? scale(1, unit, 'ns').value : 1000;
  const tree = new StackTree(profile);
  const own = new Map<number, Run>();
  const collections = new Map<number, Run>();
  const lines = new Map<number, Map<number, number>>();
  const thinning = Math.min(1, MAX_SAMPLES / sumOf(counts));
  for (let s = 0; s < profile.samples.count; s++) {
    const nanos = Number(column[s]!) * nanosPerUnit;
    const counted = counts === undefined ? 1 : Number(counts[s]!);
    if (nanos === 0 && (counted === 0 || counts === undefined)) continue;
    const count = Math.max(1, Math.floor(counted * thinning));
    const interrupted = tree.interruptedBy(s);
    const node = interrupted ?? tree.leafOf(s);
    addTo(interrupted === undefined ? own : collections, node, count, nanos);
    if (interrupted === undefined) addLine(lines, node, tree.leafLine(s), count);
  }
  return { tree, own, collections, lines };
}

function countColumn({ sampleTypes, samples }: Profile): ValueColumn | undefined {
  return samples.values[sampleTypes.findIndex(({ type, unit }) => type === 'samples' && unit === 'count')];
}

function sumOf(column: ValueColumn | undefined): number {
  let sum = 0;
  for (const value of column ?? []) sum += Number(value);
  return sum;
}

function addTo(runs: Map<number, Run>, node: number, count: number, nanos: number): void {
  const run = runs.get(node);
  if (run === undefined) runs.set(node, { count, nanos });
  else {
    run.count += count;
    run.nanos += nanos;
  }
}

function addLine(lines: Map<number, Map<number, number>>, node: number, line: number, count: number): void {
  if (line === 0) return;
  const ticks = lines.get(node) ?? new Map<number, number>();
  lines.set(node, ticks.set(line, (ticks.get(line) ?? 0) + count));
}
