import { type JsonObject, wrongValue } from '../json-document.ts';
import type { CallTree } from './call-tree.ts';

/** The samples in the order of time. */
export interface TimedSamples {
  /** Per sample: the node that was running. */
  readonly node: Uint32Array;
  /** Per sample: microseconds until the next one. */
  readonly micros: Float64Array;
}

/**
 * When each sample was taken and how long it stands for, as DevTools counts: from its own moment until the next
 * sample's, the last for the mean of the others. So the first time delta, from the start of profiling to the first
 * sample, belongs to no function. Deltas may be negative (samples of several threads); samples are put in order first.
 * Without deltas the samples stand at even distances from start to end.
 * @returns undefined where the file has no samples.
 * @throws ProfError BAD_PROFILE
 */
export function readSampleTimes(file: JsonObject, tree: CallTree): TimedSamples | undefined {
  const { samples } = file;
  if (samples === undefined || samples === null) return undefined;
  if (!Array.isArray(samples)) throw wrongValue('samples', 'is not an array');
  if (samples.length === 0) return undefined;
  const node = Uint32Array.from(samples, (id: unknown, i) => {
    const index = tree.indexById.get(id as number);
    if (index === undefined) throw wrongValue(`samples[${i}]`, 'is no id of a node');
    return index;
  });
  const times = readMoments(file, samples.length);
  if (times === undefined) return { node, micros: evenDurations(file, samples.length) };
  const order = orderOf(times);
  if (order === undefined) return { node, micros: durations(times, file) };
  const moments = order.map((i) => times[i]!);
  return {
    node: Uint32Array.from(order, (i) => node[i]!),
    micros: durations(Float64Array.from(moments), file),
  };
}

/** Start and end of profiling on the program's own clock, microseconds; undefined where the file does not say. */
export function readMoment(file: JsonObject, key: string): number | undefined {
  const value = file[key];
  if (value === undefined || value === null) return undefined;
  if (isMoment(value)) return value;
  throw wrongValue(key, 'is not a time');
}

function isMoment(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** Moments of the samples: from `timestamps` (the older form), or summed from `timeDeltas`. */
function readMoments(file: JsonObject, count: number): Float64Array | undefined {
  const key = file.timeDeltas === undefined ? 'timestamps' : 'timeDeltas';
  const list = file[key];
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) throw wrongValue(key, 'is not an array');
  if (list.length < count) throw wrongValue(key, `has ${list.length} entries for ${count} samples`);
  const moments = new Float64Array(count);
  let now = readMoment(file, 'startTime') ?? 0;
  for (let i = 0; i < count; i++) {
    const value: unknown = list[i];
    if (!isMoment(value)) throw wrongValue(`${key}[${i}]`, 'is not a time');
    now = key === 'timeDeltas' ? now + value : value;
    moments[i] = now;
  }
  return moments;
}

/** The order by time, equal moments in the file's order; undefined where the file has it so. */
function orderOf(times: Float64Array): number[] | undefined {
  let isOrdered = true;
  for (let i = 1; i < times.length && isOrdered; i++) isOrdered = times[i]! >= times[i - 1]!;
  if (isOrdered) return undefined;
  return Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b);
}

function durations(moments: Float64Array, file: JsonObject): Float64Array {
  const last = moments.length - 1;
  const micros = new Float64Array(moments.length);
  for (let i = 0; i < last; i++) micros[i] = moments[i + 1]! - moments[i]!;
  micros[last] =
    last > 0
      ? (moments[last]! - moments[0]!) / last
      : Math.max(0, (readMoment(file, 'endTime') ?? moments[0]!) - moments[0]!);
  return micros;
}

function evenDurations(file: JsonObject, count: number): Float64Array {
  const whole = (readMoment(file, 'endTime') ?? 0) - (readMoment(file, 'startTime') ?? 0);
  return new Float64Array(count).fill(Math.max(0, whole) / count);
}
