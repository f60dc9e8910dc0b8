/** Several sources as one profile, and one group of sources less another: pprof's `-base` and `-diff_base`. */
import { haveTypesAsTheyAre, makeCompatible, requireEqualTypes } from './compatible.ts';
import { Merger, mergeProfiles } from './merge.ts';
import type { Profile, SampleTable } from './profile.ts';
import { DIFF_BASE_LABEL } from './sample-value.ts';
import { normalizeTo, scaleProfile } from './scale.ts';

/** The reference merges sources in groups of this size; the order of samples shows it. */
const CHUNK = 128;

/**
 * Merges sources whose sample types overlap. A single one is returned as it is, neither merged nor compacted.
 * @throws ProfError BAD_PROFILE for profiles that do not fit together
 */
export function combineProfiles(profiles: readonly Profile[]): Profile {
  let combined: Profile | undefined;
  for (let start = 0; start < profiles.length; start += CHUNK) {
    const chunk = combineChunk(profiles.slice(start, start + CHUNK));
    combined = combined === undefined ? chunk : combineChunk([combined, chunk]);
  }
  if (combined === undefined) throw new RangeError('nothing to combine');
  return combined;
}

/** What `combineProfiles` does, begun while profiles still come. */
export class RunningCombination {
  private readonly profiles: Profile[] = [];
  private readonly expected: number;
  private merger: Merger | undefined;
  private isMergeable = true;

  /** With how many profiles are expected. */
  constructor(expected: number) {
    this.expected = expected;
    this.isMergeable = expected <= CHUNK;
  }

  add(profile: Profile): void {
    const first = this.profiles[0] ?? profile;
    this.profiles.push(profile);
    this.isMergeable &&= haveTypesAsTheyAre(first, profile);
    if (!this.isMergeable || this.profiles.length < 2) return;
    if (this.merger === undefined) {
      this.merger = new Merger(this.expectedSize());
      this.merger.add(first);
    }
    this.merger.add(profile);
  }

  /** @throws ProfError BAD_PROFILE for profiles that do not fit together */
  finish(): Profile {
    const isMerged = this.isMergeable && this.profiles.length <= CHUNK;
    return isMerged && this.merger !== undefined ? this.merger.finish() : combineProfiles(this.profiles);
  }

  /** As if all were like the first two. */
  private expectedSize() {
    const share = this.expected / this.profiles.length;
    const sum = (of: (samples: SampleTable) => number): number =>
      Math.ceil(share * this.profiles.reduce((total, { samples }) => total + of(samples), 0));
    return { samples: sum(({ count }) => count), frames: sum(({ stack }) => stack.length) };
  }
}

function combineChunk(profiles: readonly Profile[]): Profile {
  const compatible = makeCompatible(profiles);
  return compatible.length === 1 ? compatible[0]! : mergeProfiles(compatible);
}

export interface SubtractOptions {
  /** `diff_base` labels what came from the base, so that it does not cancel and percentages can be of the base. */
  readonly mode: 'base' | 'diff_base';
  /** Scale the sources to the base's total of each sample type first. */
  readonly normalize: boolean;
}

/**
 * The sources less the bases: values of the base are negative in it.
 * @throws ProfError BAD_PROFILE for profiles that do not fit together
 */
export function subtractBase(
  sources: readonly Profile[],
  bases: readonly Profile[],
  { mode, normalize }: SubtractOptions,
): Profile {
  const source = combineProfiles(sources);
  const base = combineProfiles(bases);
  const marked = mode === 'diff_base' ? withBaseLabel(base) : base;
  if (normalize) requireEqualTypes([source, base]);
  const scaled = normalize ? normalizeTo(source, base) : source;
  const negative = scaleProfile(
    marked,
    marked.sampleTypes.map(() => -1),
  );
  return combineProfiles([scaled, negative]);
}

/** Sets the label on every sample, in place of any texts it had under that key. */
function withBaseLabel(profile: Profile): Profile {
  const { samples } = profile;
  const strings = profile.strings.extend([DIFF_BASE_LABEL.key, DIFF_BASE_LABEL.text]);
  const key = profile.strings.count;
  const labelOffset = new Uint32Array(samples.count + 1);
  const from: number[] = [];
  for (let s = 0; s < samples.count; s++) {
    for (let l = samples.labelOffset[s]!; l < samples.labelOffset[s + 1]!; l++) {
      const isOwn = samples.labelString[l] !== 0 && strings.get(samples.labelKey[l]!) === DIFF_BASE_LABEL.key;
      if (!isOwn) from.push(l);
    }
    from.push(-1);
    labelOffset[s + 1] = from.length;
  }
  return {
    ...profile,
    strings,
    samples: {
      ...samples,
      labelOffset,
      labelKey: Uint32Array.from(from, (l) => (l === -1 ? key : samples.labelKey[l]!)),
      labelString: Uint32Array.from(from, (l) => (l === -1 ? key + 1 : samples.labelString[l]!)),
      labelNumber: BigInt64Array.from(from, (l) => (l === -1 ? 0n : samples.labelNumber[l]!)),
      labelUnit: Uint32Array.from(from, (l) => (l === -1 ? 0 : samples.labelUnit[l]!)),
    },
  };
}
