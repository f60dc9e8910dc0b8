import type { Provenance } from '../store/provenance.ts';
import { type BuildChange, changedBuilds } from './changed-builds.ts';

/** What is said of a profile; a `LoadedProfile` is one. */
export interface DescribedProfile {
  readonly name: string;
  readonly service?: string | undefined;
  readonly type?: string | undefined;
  readonly profile: { readonly durationNanos: bigint };
  readonly provenance?: Provenance | undefined;
}

export interface SidesToDescribe {
  readonly base: readonly DescribedProfile[];
  readonly target: readonly DescribedProfile[];
}

export interface SideFacts {
  readonly subject: string;
  readonly base: readonly string[];
  readonly target: readonly string[];
  /** What is known to be another build. */
  readonly builds: readonly BuildChange[];
  readonly notes: readonly string[];
}

/** Sides count as of one length within so much. */
const SAME_LENGTH = 1.1;

/** What is compared with what, and what a reader must know before comparing values of unlike sides. */
export function describeSides({ base, target }: SidesToDescribe, isNormalized: boolean): SideFacts {
  return {
    subject: subjectOf([...base, ...target]),
    base: base.map(({ name }) => name),
    target: target.map(({ name }) => name),
    builds: changedBuilds(base.map(provenanceOf), target.map(provenanceOf)),
    notes: isNormalized ? [] : unlikeSides(base, target),
  };
}

const provenanceOf = ({ provenance }: DescribedProfile) => provenance;

/** `checkout cpu` where all are of one service and type, as far as they agree; empty where they do not. */
function subjectOf(all: readonly DescribedProfile[]): string {
  const common = (pick: (loaded: DescribedProfile) => string | undefined) => {
    const values = new Set(all.map(pick));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const parts = [common(({ service }) => service), common(({ type }) => type)];
  return parts.filter((part) => part !== undefined).join(' ');
}

function unlikeSides(base: readonly DescribedProfile[], target: readonly DescribedProfile[]): string[] {
  const remedy = 'compare percentage points, or add --normalize';
  if (base.length !== target.length) {
    return [`the base adds up ${base.length} profiles, the target ${target.length}: ${remedy}`];
  }
  const before = secondsOf(base);
  const after = secondsOf(target);
  if (before === 0 || after === 0 || Math.max(before / after, after / before) <= SAME_LENGTH) return [];
  return [`the base covers ${shown(before)} s, the target ${shown(after)} s: ${remedy}`];
}

/** The same of profiles that are not added up: their mean length tells. */
export function unlikeProfiles({ base, target }: SidesToDescribe): string[] {
  const before = secondsOf(base) / base.length;
  const after = secondsOf(target) / target.length;
  if (before === 0 || after === 0 || Math.max(before / after, after / before) <= SAME_LENGTH) return [];
  const lengths = `${shown(before)} s a profile, the target ${shown(after)} s`;
  return [`the base covers ${lengths}: compare percentage points, or add --normalize`];
}

function secondsOf(side: readonly DescribedProfile[]): number {
  return side.reduce((sum, { profile }) => sum + Number(profile.durationNanos), 0) / 1e9;
}

function shown(seconds: number): string {
  return seconds >= 10 ? String(Math.round(seconds)) : seconds.toPrecision(2);
}
