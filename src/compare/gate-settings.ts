import { parseRule, type Rule } from './rule.ts';

/** How a comparison is judged. */
export interface GateSettings {
  readonly rules: readonly Rule[];
  /** A change below this part of the target's total, in percent, is noise, whatever a rule says. */
  readonly noiseFloor: number;
  /** A function below this part of the total, in percent, is not judged unless a rule names it. */
  readonly shareFloor: number;
  /** Chance that a comparison in which nothing changed is called changed, over all that is tested. */
  readonly alpha: number;
  /** Functions that are never judged: their names, and how names begin. */
  readonly ignore: { readonly functions: readonly string[]; readonly prefixes: readonly string[] };
  /** A rule also fires where as much was gained: the base is then out of date. */
  readonly failOnImprovement: boolean;
  /** Too few profiles for a test are a failure. */
  readonly requireTest: boolean;
  /** What is compared; undefined: shares where values are counts of samples, else values. */
  readonly judgeBy: 'shares' | 'values' | undefined;
}

const DEFAULT_GATE: GateSettings = {
  rules: [],
  noiseFloor: 0.1,
  shareFloor: 0.5,
  alpha: 0.05,
  ignore: { functions: [], prefixes: [] },
  failOnImprovement: false,
  requireTest: false,
  judgeBy: undefined,
};

/** What flags or a file say; what they leave out is as before. */
export interface GivenGateSettings {
  readonly failOn?: readonly string[] | undefined;
  readonly noiseFloor?: number | undefined;
  readonly shareFloor?: number | undefined;
  readonly alpha?: number | undefined;
  readonly ignoreFunctions?: readonly string[] | undefined;
  readonly ignorePrefixes?: readonly string[] | undefined;
  readonly failOnImprovement?: boolean | undefined;
  readonly requireTest?: boolean | undefined;
  readonly normalize?: boolean | undefined;
}

/**
 * The settings of several sources, the strongest last.
 * @throws ProfError USAGE for a rule that cannot be read.
 */
export function gateSettings(given: readonly GivenGateSettings[]): GateSettings {
  const said: GivenGateSettings = Object.assign(
    {},
    ...given.map((each) =>
      Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)),
    ),
  );
  const { normalize } = said;
  return {
    rules: (said.failOn ?? []).map(parseRule),
    noiseFloor: said.noiseFloor ?? DEFAULT_GATE.noiseFloor,
    shareFloor: said.shareFloor ?? DEFAULT_GATE.shareFloor,
    alpha: said.alpha ?? DEFAULT_GATE.alpha,
    ignore: { functions: said.ignoreFunctions ?? [], prefixes: said.ignorePrefixes ?? [] },
    failOnImprovement: said.failOnImprovement ?? DEFAULT_GATE.failOnImprovement,
    requireTest: said.requireTest ?? DEFAULT_GATE.requireTest,
    judgeBy: normalize === undefined ? undefined : normalize ? 'shares' : 'values',
  };
}
