/** Filters by the names on a stack: functions, source files, mapped files. */
import {
  cutStacks,
  keepLines,
  type LocationMatcher,
  locationMatcher,
  stringMatcher,
  type TextMatcher,
} from './filter-samples.ts';
import type { Profile } from './profile.ts';

export interface NameFilters {
  /** Samples without such a location go. */
  readonly focus?: TextMatcher | undefined;
  /** Samples with such a location go. */
  readonly ignore?: TextMatcher | undefined;
  /** Such lines go. */
  readonly hide?: TextMatcher | undefined;
  /** All other lines go. */
  readonly show?: TextMatcher | undefined;
}

export interface NameFilterResult {
  readonly profile: Profile;
  /** Whether each filter found anything. */
  readonly matched: {
    readonly focus: boolean;
    readonly ignore: boolean;
    readonly hide: boolean;
    readonly show: boolean;
  };
}

/** Applies all four at once: a sample stays if a location is in focus and none is ignored. Empty stacks go. */
export function filterByNames(profile: Profile, filters: NameFilters): NameFilterResult {
  const matched = { focus: false, ignore: false, hide: false, show: false };
  if (!filters.focus && !filters.ignore && !filters.hide && !filters.show) {
    return { profile, matched: { ...matched, focus: true } };
  }
  const { locations } = profile;
  const focus = matcherOf(profile, filters.focus);
  const ignore = matcherOf(profile, filters.ignore);
  const isIgnored = new Uint8Array(locations.count);
  const isFocused = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    if (ignore !== undefined && matchesLocation(profile, ignore, l)) {
      matched.ignore = true;
      isIgnored[l] = 1;
    } else if (focus === undefined || matchesLocation(profile, focus, l)) {
      matched.focus = true;
      isFocused[l] = 1;
    }
  }
  const shown = hideLines(profile, filters, matched);
  const { stack, stackOffset } = profile.samples;
  const filtered = cutStacks(
    shown.profile,
    (s) => {
      const from = stackOffset[s]!;
      const to = stackOffset[s + 1]!;
      let focused = false;
      for (let i = from; i < to; i++) {
        if (isIgnored[stack[i]!] === 1) return undefined;
        if (isFocused[stack[i]!] === 1) focused = true;
      }
      return focused ? { from, to } : undefined;
    },
    shown.isHidden,
  );
  return { profile: filtered, matched };
}

const matcherOf = (profile: Profile, matches: TextMatcher | undefined): LocationMatcher | undefined =>
  matches && locationMatcher(profile, matches);

function matchesLocation({ locations }: Profile, matcher: LocationMatcher, location: number): boolean {
  for (let line = locations.lineOffset[location]!; line < locations.lineOffset[location + 1]!; line++) {
    if (matcher.line(line)) return true;
  }
  return matcher.mapping(location);
}

/** Removes lines by `hide` and `show`; locations that a filter left without lines are hidden from stacks. */
function hideLines(
  profile: Profile,
  filters: NameFilters,
  matched: { hide: boolean; show: boolean },
): { readonly profile: Profile; readonly isHidden?: Uint8Array } {
  const hide = matcherOf(profile, filters.hide);
  const show = matcherOf(profile, filters.show);
  if (hide === undefined && show === undefined) return { profile };
  const { locations } = profile;
  const isHidden = new Uint8Array(locations.count);
  const keepsLine = (line: number, l: number): boolean =>
    !(hide !== undefined && (hide.mapping(l) || hide.line(line))) &&
    (show === undefined || show.mapping(l) || show.line(line));
  for (let l = 0; l < locations.count; l++) {
    let left = 0;
    for (let line = locations.lineOffset[l]!; line < locations.lineOffset[l + 1]!; line++) {
      if (keepsLine(line, l)) left++;
    }
    const isHideMatch = hide !== undefined && matchesLocation(profile, hide, l);
    if (isHideMatch) matched.hide = true;
    if (show !== undefined && left > 0) matched.show = true;
    // A location that had no lines stays unless a filter speaks about it.
    if (left === 0 && (isHideMatch || show !== undefined)) isHidden[l] = 1;
  }
  return { profile: keepLines(profile, keepsLine), isHidden };
}

/**
 * Cuts each stack above its outermost matching location, and that location's lines above the outermost match;
 * samples without a match go.
 */
export function showFrom(profile: Profile, matches: TextMatcher): { profile: Profile; matched: boolean } {
  const { locations, samples } = profile;
  const matcher = locationMatcher(profile, matches);
  const isMatch = new Uint8Array(locations.count);
  const lineEnd = locations.lineOffset.slice(1);
  let matched = false;
  for (let l = 0; l < locations.count; l++) {
    if (matcher.mapping(l)) isMatch[l] = 1;
    else {
      let line = locations.lineOffset[l + 1]! - 1;
      while (line >= locations.lineOffset[l]! && !matcher.line(line)) line--;
      if (line < locations.lineOffset[l]!) continue;
      isMatch[l] = 1;
      lineEnd[l] = line + 1;
    }
    matched = true;
  }
  const cut = cutStacks(profile, (s) => {
    const from = samples.stackOffset[s]!;
    for (let i = samples.stackOffset[s + 1]! - 1; i >= from; i--) {
      if (isMatch[samples.stack[i]!] === 1) return { from, to: i + 1 };
    }
    return undefined;
  });
  return { profile: keepLines(cut, (line, l) => line < lineEnd[l]!), matched };
}

/** Cuts each stack below its innermost matching function, which stays. Matches simplified names. */
export function pruneFrom(
  profile: Profile,
  matches: TextMatcher,
  simplify: (name: string) => string,
): Profile {
  const { locations, functions, samples } = profile;
  const isMatch = stringMatcher(profile, (name) => name !== '' && matches(simplify(name)));
  const isPruned = new Uint8Array(locations.count);
  const firstLine = locations.lineOffset.slice(0, -1);
  for (let l = 0; l < locations.count; l++) {
    for (let line = locations.lineOffset[l]!; line < locations.lineOffset[l + 1]!; line++) {
      if (!isMatch(functions.name[locations.lineFunction[line]!]!)) continue;
      isPruned[l] = 1;
      firstLine[l] = line;
      break;
    }
  }
  const cut = cutStacks(profile, (s) => {
    const to = samples.stackOffset[s + 1]!;
    for (let i = samples.stackOffset[s]!; i < to; i++) {
      if (isPruned[samples.stack[i]!] === 1) return { from: i, to };
    }
    return { from: samples.stackOffset[s]!, to };
  });
  return keepLines(cut, (line, l) => line >= firstLine[l]!);
}
