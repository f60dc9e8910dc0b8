/** The list of settings and their values that `o` shows. */
import { compareUtf8 } from '../../profile/compare-utf8.ts';
import { formatShortest } from '../../profile/go-number-format.ts';
import type { Profile } from '../../profile/profile.ts';
import { CHOICES, SETTINGS, type Settings } from './settings.ts';

/** What follows it on a line of the list is a remark, also when the line is typed back. */
export const COMMENT_START = '//:';

/** One line a setting, in the reference's columns. Where source files are looked for is not in it. */
export function listSettings(settings: Settings, profile: Profile): string {
  return Object.keys(SETTINGS)
    .filter((name) => name !== 'source_path')
    .map((name) => {
      const { shown, remark } = describe(name, settings, profile);
      const comment = remark === '' ? '' : `${COMMENT_START} ${remark}`;
      return `  ${padEnd(name, 25)} = ${padEnd(shown, 20)} ${comment}`;
    })
    .sort(compareUtf8)
    .join('\n');
}

function describe(name: string, settings: Settings, profile: Profile) {
  const value = settings[name]!;
  const isFloat = SETTINGS[name]!.kind === 'float';
  const shown = isFloat ? formatShortest(Number(value)) : String(value);
  const choices = CHOICES.get(name);
  if (choices !== undefined) {
    return { shown: shown === '' ? '(default)' : shown, remark: `[${choices.toSorted().join(' | ')}]` };
  }
  if (name === 'sample_index') {
    const types = profile.sampleTypes.map(({ type }) => type);
    return { shown: shown === '' ? (types.at(-1) ?? '') : shown, remark: `[${types.join(' | ')}]` };
  }
  return {
    shown: shown === '' ? '""' : shown,
    remark: name === 'nodecount' && value === -1 ? 'default' : '',
  };
}

/** Columns count characters, whatever their width. */
function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - Array.from(text).length));
}
