import type { LoadedProfile } from '../store/load-profiles.ts';

interface Sides {
  readonly base: readonly LoadedProfile[];
  readonly target: readonly LoadedProfile[];
}

export interface SideFacts {
  readonly subject: string;
  readonly base: readonly string[];
  readonly target: readonly string[];
  readonly notes: readonly string[];
}

/** Sides count as of one length within so much. */
const SAME_LENGTH = 1.1;

/** What is compared with what, and what a reader must know before comparing values of unlike sides. */
export function describeSides({ base, target }: Sides, isNormalized: boolean): SideFacts {
  return {
    subject: subjectOf([...base, ...target]),
    base: base.map(({ name }) => name),
    target: target.map(({ name }) => name),
    notes: isNormalized ? [] : unlikeSides(base, target),
  };
}

/** `checkout cpu` where all are of one service and type, as far as they agree; empty where they do not. */
function subjectOf(all: readonly LoadedProfile[]): string {
  const common = (pick: (loaded: LoadedProfile) => string | undefined) => {
    const values = new Set(all.map(pick));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const parts = [common(({ service }) => service), common(({ type }) => type)];
  return parts.filter((part) => part !== undefined).join(' ');
}

function unlikeSides(base: readonly LoadedProfile[], target: readonly LoadedProfile[]): string[] {
  const remedy = 'compare percentage points, or add --normalize';
  if (base.length !== target.length) {
    return [`the base adds up ${base.length} profiles, the target ${target.length}: ${remedy}`];
  }
  const before = secondsOf(base);
  const after = secondsOf(target);
  if (before === 0 || after === 0 || Math.max(before / after, after / before) <= SAME_LENGTH) return [];
  return [`the base covers ${shown(before)} s, the target ${shown(after)} s: ${remedy}`];
}

function secondsOf(side: readonly LoadedProfile[]): number {
  return side.reduce((sum, { profile }) => sum + Number(profile.durationNanos), 0) / 1e9;
}

function shown(seconds: number): string {
  return seconds >= 10 ? String(Math.round(seconds)) : seconds.toPrecision(2);
}
