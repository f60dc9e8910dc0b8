import type { Provenance, ProvenanceFact } from '../store/provenance.ts';

/** A fact about the builds that the sides do not agree on. */
export interface BuildChange {
  readonly fact: ProvenanceFact;
  /** What the profiles of a side say, each once. */
  readonly base: readonly string[];
  readonly target: readonly string[];
}

/** Further words for what was said already. */
const SAME: Partial<Record<ProvenanceFact, ProvenanceFact>> = {
  'image-digest': 'image',
  version: 'service-version',
};
const ORDER: readonly ProvenanceFact[] = [
  'image',
  'image-digest',
  'service-version',
  'version',
  'git-commit',
  'git-branch',
  'revision',
];

/**
 * What changed about the program itself: facts that both sides know and that differ. Of an image its digest is told only
 * where the name stayed, and of two words for the version one.
 */
export function changedBuilds(
  base: readonly (Provenance | undefined)[],
  target: readonly (Provenance | undefined)[],
): BuildChange[] {
  const changes = new Map<ProvenanceFact, BuildChange>();
  for (const fact of ORDER) {
    const [before, after] = [valuesOf(base, fact), valuesOf(target, fact)];
    if (before.length === 0 || after.length === 0 || before.join('\n') === after.join('\n')) continue;
    if (SAME[fact] !== undefined && changes.has(SAME[fact])) continue;
    changes.set(fact, { fact, base: before, target: after });
  }
  return [...changes.values()];
}

const valuesOf = (side: readonly (Provenance | undefined)[], fact: ProvenanceFact): string[] =>
  [...new Set(side.flatMap((provenance) => provenance?.get(fact) ?? []))].sort();
