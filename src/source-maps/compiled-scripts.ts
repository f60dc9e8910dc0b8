import type { Profile } from '../profile/profile.ts';

/** By string index: the files of JavaScript functions that V8 recorded, paths or URLs. */
export function compiledScripts(profile: Profile): ReadonlyMap<number, string> {
  const { functions, locations, strings } = profile;
  const scripts = new Map<number, string>();
  const checked = new Set<number>();
  for (let i = 0; i < locations.lineFunction.length; i++) {
    const file = functions.filename[locations.lineFunction[i]!]!;
    if (checked.has(file) || !isV8Place(profile, i)) continue;
    checked.add(file);
    const name = strings.get(file);
    if (/\.[cm]?js(?:[?#]|$)/i.test(name)) scripts.set(file, name);
  }
  return scripts;
}

/** V8 gives a function's own place, with a column; others give the line that ran. @param i a line of a location. */
export function isV8Place({ functions, locations }: Profile, i: number): boolean {
  return locations.column[i]! > 0n && locations.line[i] === functions.startLine[locations.lineFunction[i]!];
}
