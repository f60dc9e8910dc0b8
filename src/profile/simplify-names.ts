/**
 * What default symbolization does to names that are already there: a function without a name, or with the same name
 * as the system's, gets its system name without argument lists and template parameters, if it looks like C++.
 */
import type { Profile } from './profile.ts';

/** The profile with the names of its functions simplified; itself if none changes. */
export function simplifyNames(profile: Profile): Profile {
  const { functions, strings } = profile;
  const name = functions.name.slice();
  const added: string[] = [];
  /** System name (string index) to the index of what is shown for it. */
  const shown = new Map<number, number>();
  let hasChanged = false;
  for (let f = 0; f < functions.count; f++) {
    const system = functions.systemName[f]!;
    if (name[f] !== system && !isSameOrEmpty(profile, name[f]!, system)) continue;
    let simple = shown.get(system);
    if (simple === undefined) {
      const text = strings.get(system);
      const simplified = simplifyName(text);
      simple = simplified === text ? system : strings.count + added.push(simplified) - 1;
      shown.set(system, simple);
    }
    if (name[f] === simple) continue;
    name[f] = simple;
    hasChanged = true;
  }
  if (!hasChanged) return profile;
  return { ...profile, strings: strings.extend(added), functions: { ...functions, name } };
}

function isSameOrEmpty(profile: Profile, name: number, system: number): boolean {
  const text = profile.strings.get(name);
  return text === '' || text === profile.strings.get(system);
}

/** One name without its argument lists and template parameters, if it looks like C++ or Rust; itself otherwise. */
export function simplifyName(name: string): string {
  if (!looksLikeCpp(name)) return name;
  return removeBalanced(removeBalanced(name, '(', ')'), '<', '>');
}

function looksLikeCpp(name: string): boolean {
  // Java's class.<init> and Go's pkg.(*Type[...]).Method have brackets of their own.
  if (name.includes('.<') || name.includes(']).')) return false;
  return /[<>[\]]/.test(name) || name.includes('::');
}

/** Without all outermost pairs and what is in them. A close without an open stops it where it stands. */
function removeBalanced(name: string, open: string, close: string): string {
  let kept = '';
  let depth = 0;
  /** Where the text that is not yet decided on begins. */
  let from = 0;
  for (let i = 0; i < name.length; i++) {
    const unit = name[i];
    if (unit === open && depth++ === 0) {
      kept += name.slice(from, i);
      from = i;
    } else if (unit === close && --depth <= 0) {
      if (depth < 0) break;
      from = i + 1;
    }
  }
  return kept + name.slice(from);
}
