import type { FoundProfile } from '../store/load-profiles.ts';
import type { CombinedSides } from './combine-sides.ts';
import { comparePair } from './compare-pair.ts';
import { compareReplicas } from './compare-replicas.ts';
import type { DiffDeps, DiffOptions, ProfileDiff } from './diff.ts';
import type { GateSettings } from './gate-settings.ts';
import type { GateResult } from './judge-sides.ts';
import type { SourcePlace } from './locate-functions.ts';

export interface CompareOptions extends Omit<DiffOptions, 'base' | 'target'> {
  readonly base: readonly FoundProfile[];
  readonly target: readonly FoundProfile[];
  readonly gate: GateSettings;
}

export interface Comparison {
  readonly diff: ProfileDiff;
  readonly gate: GateResult;
  /** Of functions that rules fired for, where the profiles know. */
  readonly places: ReadonlyMap<string, SourcePlace>;
  /** What may mislead. */
  readonly notes: readonly string[];
  /** Of one profile a side: in memory anyway. */
  readonly sides?: CombinedSides;
}

/**
 * What changed, and whether it is more than the rules allow and more than chance. One profile a side is judged by its
 * sampling error, several by a test; each profile is read once and let go when its functions are summed.
 * @throws ProfError BAD_PROFILE where the sides have no sample type in common, USAGE for options and rules that do not
 * fit, and what reading profiles throws.
 */
export async function compareSides(options: CompareOptions, deps: DiffDeps = {}): Promise<Comparison> {
  const isPair = options.base.length === 1 && options.target.length === 1;
  return isPair ? comparePair(options, deps) : compareReplicas(options, deps);
}
