import type { BuildChange } from '../compare/changed-builds.ts';
import { safeText } from '../kit/safe-text.ts';
import type { ProvenanceFact } from '../store/provenance.ts';

const NAMES: Partial<Record<ProvenanceFact, string>> = {
  'image-digest': 'image',
  'service-version': 'version',
  'git-commit': 'commit',
  'git-branch': 'branch',
};
const MAX_VALUES = 3;

/** `image`, `commit` */
export const factText = (fact: ProvenanceFact): string => NAMES[fact] ?? fact;

/** The first values, and how many more there are. */
export function valuesText(values: readonly string[], show: (value: string) => string = safeText): string {
  const shown = values.slice(0, MAX_VALUES).map(show).join(', ');
  return values.length > MAX_VALUES ? `${shown} and ${values.length - MAX_VALUES} more` : shown;
}

/** `image changed: shop:1 → shop:2`, a line for each fact. */
export function buildsText(builds: readonly BuildChange[]): string {
  return builds
    .map(
      ({ fact, base, target }) => `${factText(fact)} changed: ${valuesText(base)} → ${valuesText(target)}\n`,
    )
    .join('');
}
