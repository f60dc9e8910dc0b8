/** Comparisons of made-up programs of which the truth is known, to see how often the gate is right. */
import type { FunctionSums } from '../../src/compare/function-sums.ts';
import { gateSettings } from '../../src/compare/gate-settings.ts';
import { type GateResult, judgeSides } from '../../src/compare/judge-sides.ts';
import { Measured } from '../../src/compare/measured.ts';

export interface Simulated {
  readonly functions: number;
  /** Profiles a side. */
  readonly replicas: number;
  /** Samples of a profile in the mean. */
  readonly samples: number;
  /** How a function's share varies from run to run beside its sampling: standard deviation of the logarithm. */
  readonly spread: number;
  /** How much more the target's function 0 does: 0.1 is 10 %. */
  readonly shift: number;
  readonly rules: readonly string[];
  /** Compare values instead of shares. */
  readonly isByValues?: boolean;
}

/** One comparison, judged with no floors and in both directions, so that every rejection counts. */
export function simulateGate(simulated: Simulated, random: () => number): Promise<GateResult> {
  const side = (shift: number) =>
    Array.from({ length: simulated.replicas }, () => drawProfile(simulated, shift, random));
  const measured = new Measured(
    { base: side(0), target: side(simulated.shift) },
    simulated.isByValues === true ? 'values' : 'shares',
  );
  const settings = gateSettings([
    { failOn: simulated.rules, noiseFloor: 0, shareFloor: 0, failOnImprovement: true },
  ]);
  return judgeSides(async () => measured, { settings, measure: 'flat' });
}

/** Function 0 has 2 % of the samples; the others share the rest as in real programs, few of them most of it. */
function drawProfile(
  { functions, samples, spread }: Simulated,
  shift: number,
  random: () => number,
): FunctionSums {
  const rest = Array.from({ length: functions - 1 }, (_, i) => 1 / (i + 4));
  const sum = rest.reduce((total, weight) => total + weight, 0);
  const shares = functions === 1 ? [1] : [0.02, ...rest.map((weight) => (0.98 * weight) / sum)];
  const load = Math.exp(0.1 * drawNormal(random));
  const byName = new Map<string, { flat: number; cum: number }>();
  let total = 0;
  for (const [i, share] of shares.entries()) {
    const more = i === 0 ? 1 + shift : 1;
    const mean = samples * load * share * more * Math.exp(spread * drawNormal(random));
    const count = drawCount(mean, random);
    if (count > 0) byName.set(`f${i}`, { flat: count, cum: count });
    total += count;
  }
  return { sampleType: 'samples', unit: 'count', total, byName, counts: undefined };
}

/** Box and Muller. */
function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Poisson: by its waiting times; where it is as good as normal, by that. */
function drawCount(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(random)));
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random();
  return count;
}
