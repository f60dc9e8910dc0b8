import { safeText } from '../kit/safe-text.ts';
import type { CopiedProfiles, CopyPlan } from '../store/copy-profiles.ts';
import type { ProfileEntry } from '../store/entry.ts';
import type { SyncedStores, SyncPlan } from '../store/sync-stores.ts';
import { type FailureDocument, failureDocument, sizeText } from './store-text.ts';

interface MovedDocument {
  readonly key: string;
  readonly sizeBytes: number;
}

interface CopyFields {
  readonly destination: string;
  readonly dryRun: boolean;
  /** The first 10,000 of each list. */
  readonly copied: readonly MovedDocument[];
  /** Another profile stood there before. */
  readonly replaced: readonly MovedDocument[];
  /** How many were there already. */
  readonly unchanged: number;
  /** How many were neither copied nor failed: it was stopped. */
  readonly remaining: number;
  readonly totals: { readonly copied: number; readonly replaced: number; readonly sizeBytes: number };
  /** Absent where nothing failed. */
  readonly errors?: readonly FailureDocument[];
}

/** What `prof cp --json` prints. */
export interface CpDocument extends CopyFields {
  readonly schema: 'prof.cp.v1';
}

/** What `prof sync --json` prints. */
export interface SyncDocument extends CopyFields {
  readonly schema: 'prof.sync.v1';
  readonly source: string;
  readonly deleted: readonly MovedDocument[];
}

const MAX_ROWS = 10_000;

/** What a plan would do, as if it were done. */
export function asIfDone(plan: CopyPlan): CopiedProfiles {
  const entriesOf = (replaces: boolean) =>
    plan.copies.filter((copy) => copy.replaces === replaces).map(({ entry }) => entry);
  const { unchanged } = plan;
  return { copied: entriesOf(false), replaced: entriesOf(true), unchanged, failed: [], remaining: 0 };
}

export function syncAsIfDone(plan: SyncPlan): SyncedStores {
  const { source, destination, deletions } = plan;
  return { ...asIfDone(plan), source, destination, deleted: deletions };
}

export function cpDocument(result: CopiedProfiles, destination: string, dryRun: boolean): CpDocument {
  return { schema: 'prof.cp.v1', ...copyFields(result, destination, dryRun) };
}

export function syncDocument(result: SyncedStores, dryRun: boolean): SyncDocument {
  const { source, destination, deleted } = result;
  return {
    schema: 'prof.sync.v1',
    source,
    ...copyFields(result, destination, dryRun),
    deleted: deleted.slice(0, MAX_ROWS).map(movedDocument),
  };
}

function copyFields(result: CopiedProfiles, destination: string, dryRun: boolean): CopyFields {
  const { copied, replaced, unchanged, remaining } = result;
  const errors = result.failed.map(({ name, error }) => failureDocument(name, error));
  return {
    destination,
    dryRun,
    copied: copied.slice(0, MAX_ROWS).map(movedDocument),
    replaced: replaced.slice(0, MAX_ROWS).map(movedDocument),
    unchanged,
    remaining,
    totals: {
      copied: copied.length,
      replaced: replaced.length,
      sizeBytes: sumOf([...copied, ...replaced]),
    },
    ...(errors.length === 0 ? {} : { errors }),
  };
}

function movedDocument({ key, sizeBytes }: ProfileEntry): MovedDocument {
  return { key, sizeBytes };
}

/** One line for each profile, what becomes of it in front. */
export function movesText(
  { copied, replaced }: Pick<CopiedProfiles, 'copied' | 'replaced'>,
  deleted: readonly ProfileEntry[],
  dryRun: boolean,
): string {
  const [copy, replace, remove] = dryRun ? ['copy', 'replace', 'delete'] : ['copied', 'replaced', 'deleted'];
  const lines = (word: string, entries: readonly ProfileEntry[]) =>
    entries.map(({ key }) => `${word} ${safeText(key)}\n`).join('');
  return lines(copy!, copied) + lines(replace!, replaced) + lines(remove!, deleted);
}

/** `412 copied (82.40MB), 3 replaced, 2 deleted, 500 unchanged, 1 failed, 80 left` */
export function movesSummary(result: CopiedProfiles, deleted: readonly ProfileEntry[]): string {
  const { copied, replaced, unchanged, failed, remaining } = result;
  const moved = [...copied, ...replaced];
  const size = moved.length === 0 ? '' : ` (${sizeText(sumOf(moved))})`;
  const rest: [number, string][] = [
    [deleted.length, 'deleted'],
    [unchanged, 'unchanged'],
    [failed.length, 'failed'],
    [remaining, 'left'],
  ];
  const parts = [
    `${copied.length} copied${replaced.length === 0 ? '' : `, ${replaced.length} replaced`}${size}`,
    ...rest.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`),
  ];
  return parts.join(', ');
}

function sumOf(entries: readonly ProfileEntry[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
