/** Filters by the labels of samples. */
import { ProfError } from '../kit/errors.ts';
import { keepLabels, keepSamples, stringMatcher, type TextMatcher } from './filter-samples.ts';
import { scale } from './measurement.ts';
import type { Profile } from './profile.ts';

/** Whether some label, or the labels together, satisfy a filter. */
export type SampleMatcher = (sample: number) => boolean;

/** Per numeric label key the first unit seen with it; else bytes for sizes known by name, else the key itself. */
export function numericLabelUnits({ samples, strings }: Profile): {
  readonly units: ReadonlyMap<string, string>;
  /** Units seen later that differ, per key, in byte order. */
  readonly ignored: ReadonlyMap<string, readonly string[]>;
} {
  const units = new Map<string, string>();
  const others = new Map<string, Set<string>>();
  const seen = new Set<number>();
  const keys = new Set<number>();
  for (let l = 0; l < samples.labelKey.length; l++) {
    if (samples.labelString[l] !== 0) continue;
    const key = samples.labelKey[l]!;
    const unitIndex = samples.labelUnit[l]!;
    keys.add(key);
    const pair = key * strings.count + unitIndex;
    if (unitIndex === 0 || seen.has(pair)) continue;
    seen.add(pair);
    const name = strings.get(key);
    const unit = strings.get(unitIndex);
    const first = units.get(name);
    if (unit === '' || unit === first) continue;
    if (first === undefined) units.set(name, unit);
    else others.set(name, (others.get(name) ?? new Set()).add(unit));
  }
  for (const key of keys) {
    const name = strings.get(key);
    if (!units.has(name)) units.set(name, name === 'alignment' || name === 'request' ? 'bytes' : name);
  }
  const ignored = new Map([...others].map(([key, set]) => [key, [...set].sort()]));
  return { units, ignored };
}

/**
 * A range of numeric label values, as `32kb`, `:64kb`, `4mb:` or `12kb:64mb`; undefined: the text is none.
 * @throws ProfError USAGE for a number that no label can have
 */
export function parseTagRange(text: string): ((value: bigint, unit: string) => boolean) | undefined {
  const bounds = [...text.matchAll(/([+-]?[0-9]+)([A-Za-z]+)?/g)].slice(0, 2).map((match) => ({
    text: match[0],
    value: parseInt64(match[1]!),
    unit: match[2] ?? '',
  }));
  const [low, high] = bounds;
  if (low === undefined) return undefined;
  const lowest = scale(low.value, low.unit, low.unit);
  const compare = (accepts: (value: number) => boolean) => (value: bigint, unit: string) => {
    const scaled = scale(value, unit, lowest.unit);
    return scaled.unit === lowest.unit && accepts(scaled.value);
  };
  if (high === undefined) {
    if (text === low.text) return compare((value) => value === lowest.value);
    if (text === `${low.text}:`) return compare((value) => value >= lowest.value);
    return text === `:${low.text}` ? compare((value) => value <= lowest.value) : undefined;
  }
  const highest = scale(high.value, high.unit, lowest.unit);
  if (text !== `${low.text}:${high.text}` || highest.unit !== lowest.unit) return undefined;
  return compare((value) => value >= lowest.value && value <= highest.value);
}

function parseInt64(digits: string): bigint {
  const value = BigInt(digits.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) === value) return value;
  throw new ProfError('USAGE', `failed to parse int ${digits}: value out of range`);
}

/**
 * Matches samples with a numeric label (of that key, if given) whose value is in range. A key has one unit, which
 * `whole` tells, the profile before any filter.
 */
export function numericTagMatcher(
  profile: Profile,
  key: string | undefined,
  inRange: (value: bigint, unit: string) => boolean,
  whole: Profile = profile,
): SampleMatcher {
  const { samples, strings } = profile;
  const { units } = numericLabelUnits(whole);
  const isKey = stringMatcher(profile, (text) => key === undefined || text === key);
  return someLabel(profile, (l) => {
    if (samples.labelString[l] !== 0 || !isKey(samples.labelKey[l]!)) return false;
    return inRange(samples.labelNumber[l]!, units.get(strings.get(samples.labelKey[l]!))!);
  });
}

/**
 * Matches samples by string labels. With a key: some value of that key matches one of the patterns. Without:
 * each pattern matches some `key:value`.
 */
export function textTagMatcher(
  profile: Profile,
  key: string | undefined,
  patterns: readonly TextMatcher[],
): SampleMatcher {
  if (key === undefined) {
    const each = patterns.map((matches) => someLabel(profile, keyedMatcher(profile, matches)));
    return (sample) => each.every((matches) => matches(sample));
  }
  const { samples } = profile;
  const isKey = stringMatcher(profile, (text) => text === key);
  const isValue = stringMatcher(profile, (text) => patterns.some((matches) => matches(text)));
  return someLabel(profile, (l) => {
    const value = samples.labelString[l]!;
    return value !== 0 && isKey(samples.labelKey[l]!) && isValue(value);
  });
}

/** Whether `key:value` of a string label matches, asked once a pair. */
function keyedMatcher({ samples, strings }: Profile, matches: TextMatcher): (label: number) => boolean {
  const known = new Map<number, boolean>();
  return (l) => {
    const key = samples.labelKey[l]!;
    const value = samples.labelString[l]!;
    if (value === 0) return false;
    const pair = key * strings.count + value;
    let result = known.get(pair);
    if (result === undefined) {
      result = matches(`${strings.get(key)}:${strings.get(value)}`);
      known.set(pair, result);
    }
    return result;
  };
}

function someLabel({ samples }: Profile, matches: (label: number) => boolean): SampleMatcher {
  return (sample) => {
    for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
      if (matches(l)) return true;
    }
    return false;
  };
}

export interface TagFilterResult {
  readonly profile: Profile;
  readonly matched: { readonly focus: boolean; readonly ignore: boolean };
}

/** Keeps the samples that `focus` matches and `ignore` does not. */
export function filterByTags(
  profile: Profile,
  focus: SampleMatcher | undefined,
  ignore: SampleMatcher | undefined,
): TagFilterResult {
  const matched = { focus: false, ignore: false };
  if (focus === undefined && ignore === undefined) return { profile, matched };
  const filtered = keepSamples(profile, (sample) => {
    const isFocused = focus === undefined || focus(sample);
    const isIgnored = ignore?.(sample) ?? false;
    matched.focus ||= isFocused;
    matched.ignore ||= isIgnored;
    return isFocused && !isIgnored;
  });
  return { profile: filtered, matched };
}

/** Keeps the labels whose key `show` matches and `hide` does not. */
export function filterTagNames(
  profile: Profile,
  show: TextMatcher | undefined,
  hide: TextMatcher | undefined,
): { readonly profile: Profile; readonly matched: { readonly show: boolean; readonly hide: boolean } } {
  const matched = { show: false, hide: false };
  if (show === undefined && hide === undefined) return { profile, matched };
  const isShown = stringMatcher(profile, show ?? (() => true));
  const isHidden = stringMatcher(profile, hide ?? (() => false));
  const { labelKey } = profile.samples;
  const filtered = keepLabels(profile, (l) => {
    const shown = isShown(labelKey[l]!);
    const hidden = isHidden(labelKey[l]!);
    matched.show ||= shown;
    matched.hide ||= hidden;
    return shown && !hidden;
  });
  return { profile: filtered, matched };
}
