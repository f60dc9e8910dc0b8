import { checkKey, SettingError } from './setting-error.ts';

/** How comparisons are judged: what `diff:` says, for all services or for one. */
export interface DiffRules {
  readonly failOn?: readonly string[];
  /** In percent. */
  readonly noiseFloor?: number;
  /** In percent. */
  readonly shareFloor?: number;
  readonly alpha?: number;
  readonly normalize?: boolean;
  readonly failOnImprovement?: boolean;
  readonly requireTest?: boolean;
  readonly ignoreFunctions?: readonly string[];
  readonly ignorePrefixes?: readonly string[];
}

/** The section `diff:` of a configuration file. */
export interface DiffSettings extends DiffRules {
  /** What differs for a service, by its name. */
  readonly services?: Readonly<Record<string, DiffRules>>;
}

interface DiffField {
  readonly key: keyof DiffRules;
  readonly kind: 'texts' | 'percent' | 'chance' | 'yes or no';
}

/** Keys as the file has them. */
export const DIFF_FIELDS: Readonly<Record<string, DiffField>> = {
  'fail-on': { key: 'failOn', kind: 'texts' },
  'noise-floor': { key: 'noiseFloor', kind: 'percent' },
  'share-floor': { key: 'shareFloor', kind: 'percent' },
  alpha: { key: 'alpha', kind: 'chance' },
  normalize: { key: 'normalize', kind: 'yes or no' },
  'fail-on-improvement': { key: 'failOnImprovement', kind: 'yes or no' },
  'require-test': { key: 'requireTest', kind: 'yes or no' },
};

/** Lists under `ignore:`. */
export const IGNORE_FIELDS: Readonly<Record<string, keyof DiffRules>> = {
  functions: 'ignoreFunctions',
  prefixes: 'ignorePrefixes',
};

/** @param value a scalar, or of a list its scalars. @throws SettingError */
export function diffField(name: string, value: unknown): readonly [keyof DiffRules, unknown] {
  const { key, kind } = DIFF_FIELDS[name]!;
  return [key, READERS[kind](name, value)];
}

/** @throws SettingError */
export function checkDiffKey(name: string, others: readonly string[]): void {
  checkKey(name, [...Object.keys(DIFF_FIELDS), ...others], 'setting of diff');
}

const READERS: Readonly<Record<DiffField['kind'], (name: string, value: unknown) => unknown>> = {
  texts: textsValue,
  percent: (name, value) =>
    numberValue(name, String(value).replace(/\s*%$/, ''), 100, 'a percentage such as 0.5%'),
  chance: (name, value) => {
    const chance = numberValue(name, String(value), 1, 'a chance such as 0.05');
    if (chance > 0 && chance < 1) return chance;
    throw new SettingError(`${name} wants a chance such as 0.05`);
  },
  'yes or no': (name, value) => {
    if (typeof value === 'boolean') return value;
    throw new SettingError(`${name} is true or false`);
  },
};

/** A text, or a list of them. @throws SettingError */
export function textsValue(name: string, value: unknown): string[] {
  const texts = Array.isArray(value) ? value : [value];
  if (texts.every((text) => typeof text === 'string' && text !== '')) return texts as string[];
  throw new SettingError(`${name} wants a text or a list of texts`);
}

function numberValue(name: string, text: string, most: number, what: string): number {
  const value = /^(?:\d+(?:\.\d*)?|\.\d+)(?:e-?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new SettingError(`${name} wants ${what}`);
}
