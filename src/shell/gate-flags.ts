import { Flags } from '@oclif/core';
import { type GateSettings, type GivenGateSettings, gateSettings } from '../compare/gate-settings.ts';
import { parseFraction, parsePercent } from '../compare/parse-gate-number.ts';
import { parseRule } from '../compare/rule.ts';
import { type DiffLayer, ownOf } from '../config/applied-diff.ts';
import { ProfError } from '../kit/errors.ts';

const GATE = 'GATE';

/** What makes `prof diff` a gate. */
export const gateFlags = {
  'fail-on': Flags.string({
    summary: "exit 1 if this happens, for example 'total>+5%' or 'flat(main.parse)>+10%'",
    helpValue: 'RULE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GATE,
    aliases: ['fail_on'],
  }),
  'noise-floor': Flags.string({
    summary: 'a smaller change, in percent of the total, never counts (0.1)',
    helpValue: 'PERCENT',
    helpGroup: GATE,
  }),
  'share-floor': Flags.string({
    summary: 'smaller functions, in percent of the total, are not judged unless a rule names them (0.5)',
    helpValue: 'PERCENT',
    helpGroup: GATE,
  }),
  'ignore-function': Flags.string({
    summary: 'never judge this function',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GATE,
  }),
  'ignore-prefix': Flags.string({
    summary: 'never judge functions that begin so',
    helpValue: 'TEXT',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GATE,
  }),
  'fail-on-improvement': Flags.boolean({
    summary: 'rules also fire where as much was gained',
    helpGroup: GATE,
  }),
  absolute: Flags.boolean({
    summary: 'judge values, not shares of the total (the default but for CPU profiles)',
    exclusive: ['normalize'],
    helpGroup: GATE,
  }),
  alpha: Flags.string({
    summary: 'chance of a false alarm, over all that is tested together (0.05)',
    helpValue: 'P',
    helpGroup: GATE,
  }),
  'require-test': Flags.boolean({
    summary: 'exit 2 if there are too few profiles for a test',
    helpGroup: GATE,
  }),
};

interface GateFlagValues {
  readonly 'fail-on'?: string[] | undefined;
  readonly 'noise-floor'?: string | undefined;
  readonly 'share-floor'?: string | undefined;
  readonly 'ignore-function'?: string[] | undefined;
  readonly 'ignore-prefix'?: string[] | undefined;
  readonly 'fail-on-improvement'?: boolean | undefined;
  readonly absolute?: boolean | undefined;
  readonly normalize?: boolean | undefined;
  readonly alpha?: string | undefined;
  readonly 'require-test'?: boolean | undefined;
}

export interface GateSources {
  readonly flags: GateFlagValues;
  /** What the files say, the weakest first. */
  readonly files: readonly DiffLayer[];
  /** The service of what is compared, where it is one. */
  readonly service: string | undefined;
}

/**
 * The gate's settings: those of the files, for the service before those for all, and the flags over them.
 * @throws ProfError USAGE for a number that is none and a rule that cannot be read; CONFIG_INVALID for one in a file.
 */
export function gateSettingsOf({ flags, files, service }: GateSources): GateSettings {
  const said = files.flatMap((layer) => {
    const own = service === undefined ? undefined : ownOf(layer.settings.services, service);
    checkRules(layer, layer.settings, 'diff.fail-on');
    if (own !== undefined) checkRules(layer, own, `diff.services.${service}.fail-on`);
    return [layer.settings, own ?? {}];
  });
  return gateSettings([
    ...said,
    {
      failOn: flags['fail-on'],
      noiseFloor: parsePercent('--noise-floor', flags['noise-floor']),
      shareFloor: parsePercent('--share-floor', flags['share-floor']),
      ignoreFunctions: flags['ignore-function'],
      ignorePrefixes: flags['ignore-prefix'],
      failOnImprovement: flags['fail-on-improvement'] || undefined,
      requireTest: flags['require-test'] || undefined,
      alpha: parseFraction('--alpha', flags.alpha),
      normalize: flags.normalize ? true : flags.absolute ? false : undefined,
    },
  ]);
}

function checkRules(layer: DiffLayer, { failOn = [] }: GivenGateSettings, key: string): void {
  try {
    failOn.map(parseRule);
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    throw new ProfError('CONFIG_INVALID', `${layer.originOf(key)}: ${error.message}`, {
      hints: error.hints,
      details: error.details,
      cause: error,
    });
  }
}
