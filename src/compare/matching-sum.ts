import type { TextMatcher } from '../profile/filter-samples.ts';
import { stringMatcher } from '../profile/filter-samples.ts';
import { addInt64, type Int64 } from '../profile/go-number-format.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';

export interface MatchingSum {
  /** Of samples whose leaf is a function that matches. */
  readonly flat: Int64;
  /** Of samples with such a function anywhere on the stack; each counts once. */
  readonly cum: Int64;
}

/** What the functions whose names match use together. Inlined functions count as functions. */
export function matchingSum(profile: Profile, column: ValueColumn, matches: TextMatcher): MatchingSum {
  const { leaf, any } = matchingLocations(profile, matches);
  const { samples } = profile;
  let flat: Int64 = 0;
  let cum: Int64 = 0;
  for (let s = 0; s < samples.count; s++) {
    const start = samples.stackOffset[s]!;
    const end = samples.stackOffset[s + 1]!;
    if (start < end && leaf[samples.stack[start]!] === 1) flat = addInt64(flat, column[s]!);
    for (let i = start; i < end; i++) {
      if (any[samples.stack[i]!] !== 1) continue;
      cum = addInt64(cum, column[s]!);
      break;
    }
  }
  return { flat, cum };
}

/** Per location: whether its innermost function matches, and whether any does. */
function matchingLocations(profile: Profile, matches: TextMatcher) {
  const { locations, functions } = profile;
  const isMatch = stringMatcher(profile, matches);
  const leaf = new Uint8Array(locations.count);
  const any = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    const first = locations.lineOffset[l]!;
    for (let line = first; line < locations.lineOffset[l + 1]!; line++) {
      if (!isMatch(functions.name[locations.lineFunction[line]!]!)) continue;
      any[l] = 1;
      if (line === first) leaf[l] = 1;
    }
  }
  return { leaf, any };
}
