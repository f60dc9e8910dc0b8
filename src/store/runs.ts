import type { ProfileEntry } from './entry.ts';

/** A run is what one service's profiles have in common that carry the same stamp. The newest comes first. */
export function runsNewestFirst(entries: readonly ProfileEntry[]): ProfileEntry[][] {
  const runs = new Map<number, ProfileEntry[]>();
  for (const entry of entries) {
    const run = runs.get(entry.timeMs);
    if (run) run.push(entry);
    else runs.set(entry.timeMs, [entry]);
  }
  return [...runs.entries()].sort(([left], [right]) => right - left).map(([, run]) => run);
}
