/** The command line that shows what a tab shows. */
import { functionPattern } from '../../flame-engine/filter-options.ts';
import type { DashboardControl } from '../control.ts';
import { settingFlags } from '../flame/flame-command.ts';
import type { Place } from '../state/place.ts';

/** Of a diff: what its tabs are called as commands. */
const COMMANDS: Readonly<Record<string, string>> = { changes: 'diff', source: 'list' };

export function profileWords(place: Place, control: DashboardControl): readonly string[] {
  const { reference, others, base, target } = place.params;
  const profile = control.profile(place);
  const settings = profile.session?.state.settings;
  const tab = control.tab.id;
  const command = COMMANDS[tab] ?? tab;
  const isOfOne = tab === 'peek' || tab === 'source';
  const pattern =
    isOfOne && profile.selectedFunction !== undefined
      ? [functionPattern(profile.selectedFunction, settings?.granularity ?? 'functions')]
      : [];
  const flags =
    settings === undefined || profile.first === undefined ? [] : settingFlags(settings, profile.first);
  const { flagWords } = control.backend;
  if (reference !== undefined) {
    const references = [reference, ...otherReferences(others)];
    // As arguments of flame two profiles are compared.
    if (command === 'flame' && references.length > 1) {
      return ['merge', ...references, '-o', 'merged.pb.gz', ...flagWords];
    }
    // The table has all functions, however small.
    const all = command === 'top' ? ['--no-trim'] : [];
    return [command, ...pattern, ...references, ...all, ...flags, ...flagWords];
  }
  const isPair = command === 'diff' || command === 'flame';
  const all = command === 'diff' ? ['--all'] : [];
  const sides = isPair ? [base!, target!] : [target!, '--diff-base', base!];
  return [command, ...pattern, ...sides, ...all, ...flags, ...flagWords];
}

/** Further profiles that are merged with a place's first: a parameter is one text. */
export const otherReferences = (others: string | undefined): string[] =>
  others === undefined ? [] : (JSON.parse(others) as string[]);
