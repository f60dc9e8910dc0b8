import { ProfError } from '../kit/errors.ts';
import { areUnitsCompatible, scale } from '../profile/measurement.ts';
import type { Profile, ValueType } from '../profile/profile.ts';
import { chooseSampleIndex } from '../profile/sample-value.ts';
import { combineLoaded } from '../report/combine-loaded.ts';
import { withMapping } from '../report/load-sources.ts';
import { DEFAULT_SYMBOLIZE } from '../report/symbolize-option.ts';
import type { FoundProfile } from '../store/load-profiles.ts';
import type { CompareOptions, Comparison } from './compare-sides.ts';
import { type DescribedProfile, unlikeProfiles } from './describe-sides.ts';
import { type DiffDeps, describeDiff } from './diff.ts';
import { addFunctionSums, type FunctionSums, scaleFunctionSums, sumFunctions } from './function-sums.ts';
import { judgeSides } from './judge-sides.ts';
import { locateFindings } from './locate-findings.ts';
import { Measured } from './measured.ts';
import { typeIndex } from './type-index.ts';

/** What is kept of one profile. */
interface Digest extends DescribedProfile {
  /** By sample type: the comparison's own first, then those that rules name. */
  readonly sums: ReadonlyMap<string, FunctionSums>;
}

/** Several profiles on at least one of the sides. */
export async function compareReplicas(options: CompareOptions, deps: DiffDeps): Promise<Comparison> {
  const reader = new DigestReader(options, deps);
  const base = await reader.readAll(options.base);
  const target = await reader.readAll(options.target);
  const { gate: settings, measure = 'flat', report = {} } = options;
  const own = reader.types[0]!;
  const known = new Map<string, Measured>();
  const gate = await judgeSides(
    async (sampleType = own.type) => {
      const measured =
        known.get(sampleType) ??
        new Measured(
          { base: sumsOf(base, sampleType), target: sumsOf(target, sampleType) },
          settings.judgeBy,
        );
      known.set(sampleType, measured);
      return measured;
    },
    { settings, measure },
  );
  const lasts = [reader.last.get(options.target), reader.last.get(options.base)];
  const profiles = lasts.filter((profile) => profile !== undefined);
  return {
    diff: addedUp({ base, target }, own.type, options),
    gate,
    notes: [...onBothSides(options), ...(gate.isByShares ? [] : unlikeProfiles({ base, target }))],
    places: await locateFindings(gate, profiles, { report, sampleType: own.type }),
  };
}

/** A profile that is compared with itself makes the sides look alike. */
function onBothSides({ base, target }: CompareOptions): string[] {
  const names = new Set(base.map(({ name }) => name));
  const shared = target.filter(({ name }) => names.has(name));
  if (shared.length === 0) return [];
  const more = shared.length === 1 ? 'is' : `and ${shared.length - 1} more are`;
  return [`${shared[0]!.name} ${more} on both sides: the test takes them for different runs`];
}

const sumsOf = (digests: readonly Digest[], sampleType: string): FunctionSums[] =>
  digests.map(({ sums }) => sums.get(sampleType)!);

/** Both sides as if each were one profile. */
function addedUp(
  { base, target }: { readonly base: readonly Digest[]; readonly target: readonly Digest[] },
  sampleType: string,
  { measure = 'flat', normalize = false }: CompareOptions,
) {
  const before = addFunctionSums(sumsOf(base, sampleType));
  const after = addFunctionSums(sumsOf(target, sampleType));
  const ratio = Number(after.total) === 0 ? 0 : Number(before.total) / Number(after.total);
  const sums = { base: before, target: normalize ? scaleFunctionSums(after, ratio) : after };
  return describeDiff({ ...sums, isSame: () => true }, { base, target, measure, normalize });
}

/** Reads profiles one after the other; of each only sums are kept, and of each side the last profile. */
class DigestReader {
  readonly last = new Map<readonly FoundProfile[], Profile>();
  readonly #options: CompareOptions;
  readonly #deps: DiffDeps;
  #types: readonly ValueType[] = [];

  constructor(options: CompareOptions, deps: DiffDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  get types(): readonly ValueType[] {
    return this.#types;
  }

  async readAll(side: readonly FoundProfile[]): Promise<Digest[]> {
    const digests: Digest[] = [];
    for (const found of side) {
      const { profile: loaded, provenance } = await found.load();
      const { symbolize = DEFAULT_SYMBOLIZE, allFrames = false } = this.#options;
      const profile = await combineLoaded([withMapping(loaded)], { symbolize, allFrames });
      if (this.#types.length === 0) this.#types = this.#chooseTypes(profile);
      const { name, service, type } = found;
      const { durationNanos } = profile;
      digests.push({
        name,
        service,
        type,
        provenance,
        profile: { durationNanos },
        sums: await this.#sums(profile, name),
      });
      this.last.set(side, profile);
    }
    return digests;
  }

  /** The first profile tells them; all others must have them, too. */
  #chooseTypes(profile: Profile): ValueType[] {
    const { report = {}, gate } = this.#options;
    const own = chooseSampleIndex(profile, report.sampleIndex ?? '');
    const ruled = gate.rules.flatMap(({ sampleType }) =>
      sampleType === undefined ? [] : [Number(typeIndex(profile, sampleType))],
    );
    return [...new Set([own, ...ruled])].map((index) => profile.sampleTypes[index]!);
  }

  async #sums(profile: Profile, name: string): Promise<Map<string, FunctionSums>> {
    const { report = {} } = this.#options;
    const sums = new Map<string, FunctionSums>();
    for (const { type, unit } of this.#types) {
      const index = profile.sampleTypes.findIndex((each) => each.type === type);
      const found = profile.sampleTypes[index];
      if (found === undefined || !areUnitsCompatible(found.unit, unit)) throw unlike(profile, name, type);
      const own = await sumFunctions(profile, { report, sampleIndex: String(index), warn: this.#deps.warn });
      sums.set(
        type,
        found.unit === unit ? own : scaleFunctionSums({ ...own, unit }, scale(1, found.unit, unit).value),
      );
    }
    return sums;
  }
}

function unlike({ sampleTypes }: Profile, name: string, wanted: string): ProfError {
  const measured = sampleTypes.map(({ type, unit }) => `${type} in ${unit}`).join(', ') || 'nothing';
  return new ProfError(
    'BAD_PROFILE',
    `these profiles cannot be compared: the first measures ${wanted}, ${name} measures ${measured}`,
    { hints: ['compare profiles of one type: cpu with cpu, heap with heap'] },
  );
}
