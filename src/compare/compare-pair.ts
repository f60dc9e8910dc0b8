import type { CompareOptions, Comparison } from './compare-sides.ts';
import { type DiffDeps, diffAndSums } from './diff.ts';
import { sumFunctions } from './function-sums.ts';
import { judgeSides } from './judge-sides.ts';
import { loadAll } from './load-sides.ts';
import { locateFindings } from './locate-findings.ts';
import { Measured } from './measured.ts';
import { typeIndex } from './type-index.ts';

/** One profile a side. */
export async function comparePair(options: CompareOptions, deps: DiffDeps): Promise<Comparison> {
  const { gate: settings, report = {}, measure = 'flat' } = options;
  const loaded = { base: await loadAll(options.base), target: await loadAll(options.target) };
  const { diff, sides, base, target } = await diffAndSums({ ...options, ...loaded }, deps);
  const known = new Map([
    [base.sampleType, new Measured({ base: [base], target: [target] }, settings.judgeBy)],
  ]);
  const gate = await judgeSides(
    async (sampleType = base.sampleType) => {
      const found = known.get(sampleType);
      if (found) return found;
      const sampleIndex = typeIndex(sides.base, sampleType);
      const measured = new Measured(
        {
          base: [await sumFunctions(sides.base, { report, sampleIndex })],
          target: [await sumFunctions(sides.target, { report, sampleIndex })],
        },
        settings.judgeBy,
      );
      known.set(sampleType, measured);
      return measured;
    },
    { settings, measure },
  );
  const places = await locateFindings(gate, [sides.target, sides.base], {
    report,
    sampleType: base.sampleType,
  });
  return { diff, gate, places, notes: diff.notes, sides };
}
