/** Lines that stand for others. */
import type { Profile } from '../../profile/profile.ts';
import { goTrim } from './go-fields.ts';

const CLEARED = ['focus', 'ignore', 'hide', 'tagfocus', 'tagignore'];

/** What a line of its own may be short for: `:` for no filters, a sample type for its choice. */
export function shortcutsOf(profile: Profile): ReadonlyMap<string, readonly string[]> {
  const shortcuts = new Map([[':', CLEARED.map((name) => `${name}=`)]]);
  for (const { type } of profile.sampleTypes) {
    const choose = `sample_index=${type}`;
    shortcuts.set(type, [choose]);
    shortcuts.set(`total_${type}`, ['mean=0', choose]);
    shortcuts.set(`mean_${type}`, ['mean=1', choose]);
  }
  return shortcuts;
}

/** The lines to run for a line as typed. */
export function expandShortcut(
  line: string,
  shortcuts: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const trimmed = goTrim(line);
  return shortcuts.get(trimmed) ?? [trimmed];
}
