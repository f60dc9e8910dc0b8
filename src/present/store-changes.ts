import { safeText } from '../kit/safe-text.ts';
import type { ProfileEntry } from '../store/entry.ts';
import type { GotProfiles } from '../store/get-profiles.ts';
import type { PutProfiles } from '../store/put-profiles.ts';
import type { RemovedProfiles } from '../store/remove-profiles.ts';
import { LS_COLUMNS, type ProfileDocument, profileDocument } from './ls.ts';
import { type FailureDocument, failureDocument, isoTime, sizeText } from './store-text.ts';
import { formatTable } from './table.ts';

/** What `prof get --json` prints. */
export interface GetDocument {
  readonly schema: 'prof.get.v1';
  readonly files: readonly {
    readonly key: string;
    readonly path: string;
    readonly sizeBytes: number;
    /** The file was there already, with the same bytes. */
    readonly unchanged: boolean;
  }[];
  /** How many were neither written nor failed: it was stopped. */
  readonly remaining: number;
  /** Absent where nothing failed. */
  readonly errors?: readonly FailureDocument[];
}

export function getDocument({ got, failed, remaining }: GotProfiles): GetDocument {
  const errors = failed.map(({ name, error }) => failureDocument(name, error));
  return {
    schema: 'prof.get.v1',
    files: got.map(({ key, path, sizeBytes, unchanged }) => ({ key, path, sizeBytes, unchanged })),
    remaining,
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** The paths written, one a line. */
export function getText({ got }: GotProfiles): string {
  return got.map(({ path, unchanged }) => `${safeText(path)}${unchanged ? '  (unchanged)' : ''}\n`).join('');
}

/** What `prof put --json` prints. */
export interface PutDocument {
  readonly schema: 'prof.put.v1';
  readonly profiles: readonly {
    readonly file: string;
    readonly key: string;
    readonly type: string;
    readonly time: string;
    /** Who said when it was taken: flag, profile, name, or now (nobody). */
    readonly timeFrom: string;
    readonly sizeBytes: number;
    readonly sha256: string;
  }[];
  /** How many were neither stored nor failed: it was stopped. */
  readonly remaining: number;
  /** Absent where nothing failed. */
  readonly errors?: readonly FailureDocument[];
}

export function putDocument({ stored, failed, remaining }: PutProfiles): PutDocument {
  const errors = failed.map(({ name, error }) => failureDocument(name, error));
  return {
    schema: 'prof.put.v1',
    profiles: stored.map(({ timeMs, ...profile }) => ({ ...profile, time: isoTime(timeMs) })),
    remaining,
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** The keys, one a line. */
export function putText({ stored }: PutProfiles): string {
  return stored.map(({ key }) => `${safeText(key)}\n`).join('');
}

/** What `prof rm --json` prints. */
export interface RmDocument {
  readonly schema: 'prof.rm.v1';
  readonly dryRun: boolean;
  /** What was removed; with --dry-run, what would be. */
  readonly profiles: readonly ProfileDocument[];
  /** How many are still there because the removal was stopped. */
  readonly remaining: number;
  /** Absent where nothing failed. */
  readonly errors?: readonly FailureDocument[];
}

export function rmDocument({ removed, failed, remaining }: RemovedProfiles, dryRun: boolean): RmDocument {
  const errors = failed.map(({ name, error }) => failureDocument(name, error));
  return {
    schema: 'prof.rm.v1',
    dryRun,
    profiles: removed.map(profileDocument),
    remaining,
    ...(errors.length === 0 ? {} : { errors }),
  };
}

/** What `prof prune --json` prints. */
export interface PruneDocument extends Omit<RmDocument, 'schema'> {
  readonly schema: 'prof.prune.v1';
  readonly store: string;
  readonly totals: { readonly profiles: number; readonly sizeBytes: number };
}

const MAX_ROWS = 10_000;

export function pruneDocument(result: RemovedProfiles, store: string, dryRun: boolean): PruneDocument {
  const { removed } = result;
  return {
    ...rmDocument({ ...result, removed: removed.slice(0, MAX_ROWS) }, dryRun),
    schema: 'prof.prune.v1',
    store,
    totals: { profiles: removed.length, sizeBytes: sumOf(removed) },
  };
}

export async function rmPlanText(entries: readonly ProfileEntry[]): Promise<string> {
  return formatTable(LS_COLUMNS, entries);
}

export function rmText(entries: readonly ProfileEntry[]): string {
  return entries.map(({ key }) => `removed ${safeText(key)}\n`).join('');
}

/** `12 profiles of 3 services (4.20MB)` */
export function pruneSummary(entries: readonly ProfileEntry[]): string {
  const services = new Set(entries.map(({ service }) => service)).size;
  const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const of = services === 0 ? '' : ` of ${counted(services, 'service')}`;
  return `${counted(entries.length, 'profile')}${of} (${sizeText(sumOf(entries))})`;
}

function sumOf(entries: readonly ProfileEntry[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
