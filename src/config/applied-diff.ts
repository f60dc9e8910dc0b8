import { DIFF_FIELDS, type DiffRules, type DiffSettings, IGNORE_FIELDS } from './diff-settings.ts';
import type { FileLayer } from './file-layers.ts';
import type { AppliedSetting } from './load-config.ts';

/** What one file says about comparisons. */
export interface DiffLayer {
  readonly settings: DiffSettings;
  readonly source: AppliedSetting['source'];
  /** Where a key stands: `/srv/app/prof.yaml:7`. */
  originOf(key: string): string;
}

/** The files that say anything about comparisons, the weakest first. */
export function diffLayers(layers: readonly FileLayer[]): DiffLayer[] {
  return layers
    .flatMap(({ settings, source, originOf }) =>
      settings.diff === undefined ? [] : [{ settings: settings.diff, source, originOf }],
    )
    .reverse();
}

const KEYS: readonly (readonly [name: string, key: keyof DiffRules])[] = [
  ...Object.entries(DIFF_FIELDS).map(([name, { key }]) => [name, key] as const),
  ...Object.entries(IGNORE_FIELDS).map(([name, key]) => [`ignore.${name}`, key] as const),
];

/** What they come to, key by key; of a service what differs there. */
export function appliedDiff(layers: readonly DiffLayer[]): AppliedSetting[] {
  const services = new Set(layers.flatMap(({ settings }) => Object.keys(settings.services ?? {})));
  return [
    ...appliedUnder('diff', layers, ({ settings }) => settings),
    ...[...services].flatMap((name) =>
      appliedUnder(`diff.services.${name}`, layers, ({ settings }) => ownOf(settings.services, name) ?? {}),
    ),
  ];
}

function appliedUnder(
  under: string,
  layers: readonly DiffLayer[],
  rulesOf: (layer: DiffLayer) => DiffRules,
): AppliedSetting[] {
  return KEYS.flatMap(([name, key]) => {
    const layer = layers.findLast((each) => rulesOf(each)[key] !== undefined);
    if (layer === undefined) return [];
    const value = rulesOf(layer)[key]!;
    const path = `${under}.${name}`;
    const shown = Array.isArray(value) ? value.join(', ') : (value as number | boolean);
    return [{ key: path, value: shown, source: layer.source, origin: layer.originOf(path) }];
  });
}

/** A service may be called anything. */
export const ownOf = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
