import type { TreeSettings } from '../../flame/view/view-state.ts';
import { patternFor } from '../../flame-engine/filter-options.ts';
import { shellQuote } from '../../kit/shell-quote.ts';

/** The command that shows this: the words that were typed, and flags for what was chosen since. */
export const commandFor = (argv: readonly string[], settings: TreeSettings, first: TreeSettings): string =>
  ['prof', 'flame', ...argv, ...settingFlags(settings, first)].map(shellQuote).join(' ');

/** What was chosen since a profile was opened, as flags of the commands that show it. */
export function settingFlags(settings: TreeSettings, first: TreeSettings): string[] {
  const flags: string[] = [];
  const add = (flag: string, value: string) => {
    if (value !== '') flags.push(flag, value);
  };
  if (settings.sampleIndex !== first.sampleIndex) add('--sample-index', String(settings.sampleIndex));
  if (settings.granularity !== first.granularity) add('--granularity', settings.granularity);
  if (settings.noInlines && !first.noInlines) flags.push('--noinlines');
  if (settings.isNormalized && !first.isNormalized) flags.push('--normalize');
  add('--focus', patternFor(settings.filters, 'focus'));
  add('--ignore', patternFor(settings.filters, 'ignore'));
  add('--hide', patternFor(settings.filters, 'hide'));
  return flags;
}
