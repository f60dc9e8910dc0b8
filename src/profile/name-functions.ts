/** The names that reports show, from the names that the system has for functions. */
import type { Profile } from './profile.ts';

export interface FunctionNaming {
  /** Also functions that have a name of their own get one from the system's name. */
  readonly isForced: boolean;
  /** The name to show for a system name; undefined: system names themselves, and only where forced. */
  readonly shownName: ((systemName: string) => string) | undefined;
}

/**
 * The profile with names from system names: of functions without a name, or with the same as the system's.
 * Itself if none changes.
 */
export function nameFunctions(profile: Profile, { isForced, shownName }: FunctionNaming): Profile {
  const { functions, strings } = profile;
  const names = functions.name.slice();
  const added: string[] = [];
  /** System name (string index) to the index of what is shown for it. */
  const shown = new Map<number, number>();
  const shownFor = (system: number, shownName: (systemName: string) => string): number => {
    const known = shown.get(system);
    if (known !== undefined) return known;
    const text = strings.get(system);
    const name = shownName(text);
    const index = name === text ? system : strings.count + added.push(name) - 1;
    shown.set(system, index);
    return index;
  };
  let hasChanged = false;
  for (let f = 0; f < functions.count; f++) {
    const given = functions.name[f]!;
    const system = functions.systemName[f]!;
    const isReset = isForced && !isEmpty(profile, given) && !isEmpty(profile, system);
    const isOpen = isReset || isSameOrEmpty(profile, given, system);
    let name = isReset ? system : given;
    if (isOpen && shownName !== undefined) name = shownFor(system, shownName);
    if (name === given) continue;
    names[f] = name;
    hasChanged = true;
  }
  if (!hasChanged) return profile;
  return { ...profile, strings: strings.extend(added), functions: { ...functions, name: names } };
}

/**
 * Whether a system name starts as those of C++ and Rust do, with up to four underscores. It is much cheaper to ask
 * than to demangle, and programs in other languages have none.
 */
export function hasMangledNames({ functions, strings }: Profile): boolean {
  for (let f = 0; f < functions.count; f++) {
    const system = functions.systemName[f]!;
    if (strings.bytes(system)[0] === UNDERSCORE && MANGLED.test(strings.get(system))) return true;
  }
  return false;
}

const UNDERSCORE = 0x5f;
const MANGLED = /^_{1,4}[ZR]|^_{1,2}GLOBAL_/;

function isEmpty(profile: Profile, name: number): boolean {
  return profile.strings.get(name) === '';
}

function isSameOrEmpty(profile: Profile, name: number, system: number): boolean {
  return (
    name === system || isEmpty(profile, name) || profile.strings.get(name) === profile.strings.get(system)
  );
}
