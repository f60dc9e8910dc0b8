/** Runs on an axis of time: where each stands, and where none is. */
export interface RunSlots {
  /** Of each run; several may share one. */
  readonly slotOf: readonly number[];
  readonly count: number;
  /** Slots without a run where runs come at a steady pace; undefined where they do not, so that none is missing. */
  readonly missing: number | undefined;
}

/** Runs whose distances are within this of the usual one count as steady. */
const TOLERANCE = 0.25;
/** So many of the distances must be whole multiples of the usual one. */
const STEADY_SHARE = 0.8;

/**
 * One slot for each usual distance (the median) between runs, at most `maxSlots`.
 *
 * @param timesMs in order.
 */
export function slotsOf(timesMs: readonly number[], maxSlots: number): RunSlots {
  const first = timesMs[0] ?? 0;
  const spanMs = (timesMs.at(-1) ?? 0) - first;
  const distances = timesMs.slice(1).map((timeMs, i) => timeMs - timesMs[i]!);
  const usualMs = median(distances);
  if (usualMs === 0)
    return { slotOf: timesMs.map(() => 0), count: Math.min(1, timesMs.length), missing: undefined };
  const wanted = Math.round(spanMs / usualMs) + 1;
  const count = Math.min(wanted, maxSlots);
  const slotOf = timesMs.map((timeMs) => Math.round(((timeMs - first) / spanMs) * (count - 1)));
  return { slotOf, count, missing: missingOf(distances, usualMs) };
}

function missingOf(distances: readonly number[], usualMs: number): number | undefined {
  const steady = distances.filter((distanceMs) => {
    const times = distanceMs / usualMs;
    return Math.round(times) >= 1 && Math.abs(times - Math.round(times)) <= TOLERANCE;
  });
  // Two runs have one distance, which tells nothing about a pace.
  if (distances.length < 3 || steady.length < STEADY_SHARE * distances.length) return undefined;
  const missing = distances.reduce(
    (sum, distanceMs) => sum + Math.max(0, Math.round(distanceMs / usualMs) - 1),
    0,
  );
  // More gaps than runs are no gaps: then runs come in bursts.
  return missing > distances.length ? undefined : missing;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
