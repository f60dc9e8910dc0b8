/**
 * Frames that a profile itself calls uninteresting: `drop_frames` and `keep_frames` of profile.proto. The runtime's
 * allocator under an allocation, the lock under a wait: true, and never what is looked for.
 */
import { cutStacks, keepLines, stringMatcher, type TextMatcher } from './filter-samples.ts';
import type { Profile } from './profile.ts';

/**
 * Makes an unanchored matcher of a pattern in RE2 syntax, on an engine that takes linear time: the patterns come with
 * the profile, from strangers. Throws for a pattern that is not valid.
 */
export type CompileRegExp = (pattern: string) => TextMatcher | Promise<TextMatcher>;

/**
 * The profile without the frames that its `drop_frames` names and its `keep_frames` does not. A pattern that is not
 * valid prunes nothing, as in the reference.
 */
export async function pruneFrames(profile: Profile, compile: CompileRegExp): Promise<Profile> {
  if (profile.dropFrames === '') return profile;
  let drops: TextMatcher;
  let keeps: TextMatcher | undefined;
  try {
    drops = await compile(`^(${profile.dropFrames})$`);
    keeps = profile.keepFrames === '' ? undefined : await compile(`^(${profile.keepFrames})$`);
  } catch {
    return profile;
  }
  return prune(profile, (name) => drops(name) && !keeps?.(name));
}

/**
 * Cuts each stack below its outermost frame whose simplified name `drops` accepts; the frame itself goes too. Frames
 * between the root and the first one that stays are left, so that no stack gets empty. Of a location with inlined
 * calls only the callers of the outermost match are left.
 */
function prune(profile: Profile, drops: TextMatcher): Profile {
  const { locations, functions, samples } = profile;
  const isDropped = stringMatcher(profile, (name) => name !== '' && drops(simplifyFunctionName(name)));
  const fate = new Uint8Array(locations.count);
  const firstLine = locations.lineOffset.slice(0, -1);
  let isAny = false;
  for (let l = 0; l < locations.count; l++) {
    const end = locations.lineOffset[l + 1]!;
    for (let line = end - 1; line >= locations.lineOffset[l]!; line--) {
      if (!isDropped(functions.name[locations.lineFunction[line]!]!)) continue;
      isAny = true;
      const isWhole = line === end - 1;
      fate[l] = isWhole ? WHOLE : PART;
      if (!isWhole) firstLine[l] = line + 1;
      break;
    }
  }
  if (!isAny) return profile;
  const cut = cutStacks(profile, (s) => {
    const from = samples.stackOffset[s]!;
    const to = samples.stackOffset[s + 1]!;
    let isUserCode = false;
    for (let i = to - 1; i >= from; i--) {
      const what = fate[samples.stack[i]!]!;
      if (what === 0) isUserCode = true;
      else if (isUserCode) return { from: what === WHOLE ? i + 1 : i, to };
    }
    return { from, to };
  });
  return keepLines(cut, (line, l) => line >= firstLine[l]!);
}

/** The location goes with all that it calls. */
const WHOLE = 1;
/** The location stays with its outer lines; what it calls goes. */
const PART = 2;

const BRACKETS = /\(anonymous namespace\)|operator\(\)|\(/g;

/** A name as drop, keep and prune patterns see it: no leading dot (PowerPC ELF), no argument list. */
export function simplifyFunctionName(name: string): string {
  const plain = name.startsWith('.') ? name.slice(1) : name;
  for (const match of plain.matchAll(BRACKETS)) {
    if (match[0] === '(') return plain.slice(0, match.index);
  }
  return plain;
}
