/** The filters of the report options, in the reference's order and with its remarks. */
import { filterByNames, pruneFrom, showFrom } from '../profile/filter-names.ts';
import type { TextMatcher } from '../profile/filter-samples.ts';
import {
  filterByTags,
  filterTagNames,
  numericTagMatcher,
  parseTagRange,
  type SampleMatcher,
  textTagMatcher,
} from '../profile/filter-tags.ts';
import type { Profile } from '../profile/profile.ts';
import { simplifyFunctionName } from '../profile/prune.ts';
import { compilePattern } from './regexps.ts';
import type { ReportOptions } from './report-options.ts';

const FILTER_KEYS = [
  'focus',
  'ignore',
  'hide',
  'show',
  'showFrom',
  'tagFocus',
  'tagIgnore',
  'tagShow',
  'tagHide',
  'pruneFrom',
] as const;

export const hasFilters = (options: ReportOptions): boolean => FILTER_KEYS.some((key) => options[key] !== '');

type Warn = (message: string) => void;

/** What is left of the profile; `warn` hears of filters that found nothing. Fails with USAGE for a bad pattern. */
export async function applyFilters(
  profile: Profile,
  options: ReportOptions,
  warn: Warn = () => {},
): Promise<Profile> {
  const filters = await compileFilters(profile, options, warn);
  const say = (isSet: boolean, matched: boolean, name: string) => {
    if (isSet && !matched) warn(`${name} expression matched no samples`);
  };
  const byName = filterByNames(profile, filters);
  say(filters.focus !== undefined, byName.matched.focus, 'Focus');
  say(filters.ignore !== undefined, byName.matched.ignore, 'Ignore');
  say(filters.hide !== undefined, byName.matched.hide, 'Hide');
  say(filters.show !== undefined, byName.matched.show, 'Show');
  let left = byName.profile;
  if (filters.showFrom !== undefined) {
    const shown = showFrom(left, filters.showFrom);
    say(true, shown.matched, 'ShowFrom');
    left = shown.profile;
  }
  const byTag = filterByTags(left, filters.tagFocus?.(left), filters.tagIgnore?.(left));
  say(filters.tagFocus !== undefined, byTag.matched.focus, 'TagFocus');
  say(filters.tagIgnore !== undefined, byTag.matched.ignore, 'TagIgnore');
  const named = await applyTagNameFilters(byTag.profile, options, say);
  return filters.pruneFrom === undefined ? named : pruneFrom(named, filters.pruneFrom, simplifyFunctionName);
}

/**
 * The two are compiled only now, as in the reference: it has said by then what found nothing. It fails for the second
 * when the first was applied.
 */
async function applyTagNameFilters(
  profile: Profile,
  { tagShow, tagHide }: ReportOptions,
  say: (isSet: boolean, matched: boolean, name: string) => void,
): Promise<Profile> {
  const show = await compileOption('tagshow', tagShow);
  const hiding = await Promise.allSettled([compileOption('taghide', tagHide)]);
  const hide = hiding[0].status === 'fulfilled' ? hiding[0].value : undefined;
  const filtered = filterTagNames(profile, show, hide);
  say(show !== undefined, filtered.matched.show, 'TagShow');
  say(hide !== undefined, filtered.matched.hide, 'TagHide');
  if (hiding[0].status === 'rejected') throw hiding[0].reason;
  return filtered.profile;
}

function compileOption(name: string, value: string): Promise<TextMatcher> | undefined {
  return value === '' ? undefined : compilePattern(value, `parsing ${name} regexp`);
}

async function compileFilters(profile: Profile, options: ReportOptions, warn: Warn) {
  return {
    focus: await compileOption('focus', options.focus),
    ignore: await compileOption('ignore', options.ignore),
    hide: await compileOption('hide', options.hide),
    show: await compileOption('show', options.show),
    showFrom: await compileOption('show_from', options.showFrom),
    tagFocus: await compileTagFilter(profile, 'tagfocus', options.tagFocus, warn),
    tagIgnore: await compileTagFilter(profile, 'tagignore', options.tagIgnore, warn),
    pruneFrom: await compileOption('prune_from', options.pruneFrom),
  };
}

/** `key=` before the first `=`, then a numeric range or patterns between commas. Units are the whole profile's. */
async function compileTagFilter(
  whole: Profile,
  name: string,
  value: string,
  warn: Warn,
): Promise<((profile: Profile) => SampleMatcher) | undefined> {
  if (value === '') return undefined;
  const equals = value.indexOf('=');
  const key = equals === -1 ? '' : value.slice(0, equals);
  const wanted = value.slice(equals + 1);
  // An empty key asks for any, as no key does.
  const wantedKey = key === '' ? undefined : key;
  const range = parseTagRange(wanted);
  if (range !== undefined) {
    warn(`${name}:Interpreted '${wanted}' as range, not regexp`);
    return (profile) => numericTagMatcher(profile, wantedKey, range, whole);
  }
  const patterns: TextMatcher[] = [];
  for (const text of wanted.split(',')) patterns.push(await compilePattern(text, `parsing ${name} regexp`));
  return (profile) => textTagMatcher(profile, wantedKey, patterns);
}
