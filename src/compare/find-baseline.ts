import { ProfError } from '../kit/errors.ts';
import { shellQuote } from '../kit/shell-quote.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from '../store/entry.ts';
import { formatStamp } from '../store/keys.ts';
import { entriesByDay } from '../store/list-entries.ts';
import { formatReference } from '../store/reference.ts';
import { runsNewestFirst } from '../store/runs.ts';
import { type EntryWithFacts, readSourceFacts } from '../store/source-facts.ts';
import type { Baseline } from './baseline-name.ts';

/** What a base is looked for. */
export interface BaselineTarget {
  readonly service: string;
  readonly type: string;
  /** Of its run; of several the first. */
  readonly timeMs: number;
  readonly entries: readonly ProfileEntry[];
}

export interface FindBaselineDeps {
  readonly store: BlobStore;
  readonly nowMs: number;
  readonly lookbackMs: number;
}

export interface FoundBaseline {
  /** Of one run, in order of their keys. */
  readonly entries: readonly ProfileEntry[];
  /** Why it is that run: `version 1.2.0; the target is 1.3.0`. */
  readonly why: string;
}

type FoundByRun = Exclude<Baseline, { kind: 'moment' }>;

/**
 * The run that a baseline means: all its profiles, or where the pods of a run differ in version or branch, those that
 * fit.
 * @throws ProfError STORE_NOT_FOUND, saying what is missing and how to have it captured.
 */
export function findBaseline(
  baseline: FoundByRun,
  target: BaselineTarget,
  deps: FindBaselineDeps,
): Promise<FoundBaseline> {
  switch (baseline.kind) {
    case 'latest':
      return findLatest(target, deps);
    case 'same-hour-last-week':
      return findLastWeek(target, deps);
    case 'previous-release':
      return findPreviousRelease(target, deps);
    case 'git':
      return findRevision(baseline.revision, target, deps);
  }
}

async function findLatest(target: BaselineTarget, deps: FindBaselineDeps): Promise<FoundBaseline> {
  const toMs = target.timeMs - 1;
  for await (const [run] of runs(target, { fromMs: toMs - deps.lookbackMs, toMs }, deps)) {
    if (run) return { entries: run, why: `the run before, ${momentOf(run)}` };
  }
  throw notFound(`no run of ${referenceOf(target)} before ${stampOf(target.timeMs)}`, target, [LOOKBACK]);
}

const WEEK_MS = 7 * 86_400_000;
const HALF_HOUR_MS = 1_800_000;

async function findLastWeek(target: BaselineTarget, deps: FindBaselineDeps): Promise<FoundBaseline> {
  const wantedMs = target.timeMs - WEEK_MS;
  let nearest: ProfileEntry[] | undefined;
  const distance = (run: readonly ProfileEntry[]) => Math.abs(run[0]!.timeMs - wantedMs);
  // What is nearest is told from as far away as the target itself is.
  const window = { fromMs: wantedMs - WEEK_MS, toMs: target.timeMs - 1 };
  for await (const day of runs(target, window, deps)) {
    for (const run of day) if (!nearest || distance(run) < distance(nearest)) nearest = run;
  }
  if (nearest && distance(nearest) <= HALF_HOUR_MS) {
    return { entries: nearest, why: `${momentOf(nearest)}, nearest to ${stampOf(wantedMs)}` };
  }
  const missing = `no run of ${referenceOf(target)} within half an hour of ${stampOf(wantedMs)}`;
  if (!nearest) throw notFound(missing, target, []);
  throw notFound(`${missing}; the nearest is ${momentOf(nearest)}`, target, [
    `to take that one: --base @${formatStamp(nearest[0]!.timeMs)}`,
  ]);
}

async function findPreviousRelease(target: BaselineTarget, deps: FindBaselineDeps): Promise<FoundBaseline> {
  const own = await readSourceFacts(target.entries, deps.store);
  const versions = new Set(own.flatMap(({ facts }) => facts.version ?? []));
  if (versions.size === 0) {
    const what = `the target (${momentOf(target.entries)}) does not say which release it is of`;
    throw notFound(
      `${what}: no service-version in its metadata`,
      target,
      captureHints('service-version=1.2.0'),
    );
  }
  const shown = [...versions].join(', ');
  const toMs = target.timeMs - 1;
  let seen = 0;
  let silent = 0;
  for await (const day of runs(target, { fromMs: toMs - deps.lookbackMs, toMs }, deps)) {
    for (const run of await withFacts(day, deps.store)) {
      const version = run.find(({ facts }) => facts.version !== undefined && !versions.has(facts.version))
        ?.facts.version;
      if (version !== undefined) {
        const fitting = run.filter(({ facts }) => facts.version === version);
        return { entries: entriesOf(fitting), why: `version ${version}; the target is ${shown}` };
      }
      seen += 1;
      if (run.every(({ facts }) => facts.version === undefined)) silent += 1;
    }
  }
  const earlier = `the earlier runs of ${referenceOf(target)} (${seen})`;
  const because =
    silent === 0
      ? `${earlier} are all of the target's, ${shown}`
      : `of ${earlier}, ${silent} tell no service-version, and the rest are of the target's, ${shown}`;
  throw notFound(`no other release: ${seen === 0 ? 'there is no earlier run' : because}`, target, [
    ...(silent === 0 ? [] : captureHints('service-version=1.2.0')),
    LOOKBACK,
  ]);
}

async function findRevision(
  revision: string,
  target: BaselineTarget,
  deps: FindBaselineDeps,
): Promise<FoundBaseline> {
  const own = new Set(target.entries.map(({ key }) => key));
  const fits = isOfRevision(revision);
  const branches = new Set<string>();
  let seen = 0;
  // Also what is newer than the target: a branch is compared with what the other one is now.
  const fromMs = Math.min(deps.nowMs, target.timeMs) - deps.lookbackMs;
  for await (const day of runs(target, { fromMs, toMs: undefined }, deps)) {
    for (const run of await withFacts(day, deps.store)) {
      const others = run.filter(({ entry }) => !own.has(entry.key));
      const fitting = others.filter(({ facts }) => fits(facts));
      const [first] = fitting;
      if (first) return { entries: entriesOf(fitting), why: revisionText(first) };
      if (others.length > 0) seen += 1;
      for (const { facts } of others) if (facts.branch !== undefined) branches.add(facts.branch);
    }
  }
  const what = `no run of ${referenceOf(target)} is of the branch or commit ${revision}`;
  if (branches.size > 0) {
    throw notFound(`${what}; there are runs of ${[...branches].sort().slice(0, 10).join(', ')}`, target, [
      LOOKBACK,
    ]);
  }
  throw notFound(
    `${what}: ${seen === 0 ? 'there is no other run' : `none of the other runs (${seen}) tells its git-branch`}`,
    target,
    captureHints(`git-branch=${revision}`),
  );
}

/** At least 4 digits count as the beginning of a commit's name, as for git itself. */
function isOfRevision(revision: string): (facts: EntryWithFacts['facts']) => boolean {
  const commit = /^[0-9a-f]{4,64}$/i.test(revision) ? revision.toLowerCase() : undefined;
  return (facts) =>
    facts.branch === revision ||
    (commit !== undefined && facts.commit?.toLowerCase().startsWith(commit) === true);
}

function revisionText({ entry, facts }: EntryWithFacts): string {
  const parts = [
    facts.branch && `branch ${facts.branch}`,
    facts.commit && `commit ${facts.commit.slice(0, 12)}`,
  ];
  return [...parts.filter((part) => part), momentOf([entry])].join(', ');
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

/** The runs of each day that has some, both days and runs newest first. */
async function* runs(
  { service, type }: BaselineTarget,
  window: Window,
  { store }: FindBaselineDeps,
): AsyncGenerator<ProfileEntry[][]> {
  const filter = { services: [service], types: [type], ...window };
  for await (const day of entriesByDay(store, filter, 'newest')) yield runsNewestFirst(day);
}

/** All of a day's metadata at once: most questions are answered by its first runs or not at all. */
async function withFacts(day: readonly ProfileEntry[][], store: BlobStore): Promise<EntryWithFacts[][]> {
  const known = await readSourceFacts(day.flat(), store);
  const ofRun = new Map<number, EntryWithFacts[]>();
  for (const each of known) {
    const run = ofRun.get(each.entry.timeMs);
    if (run) run.push(each);
    else ofRun.set(each.entry.timeMs, [each]);
  }
  return [...ofRun.values()];
}

const entriesOf = (known: readonly EntryWithFacts[]): ProfileEntry[] => known.map(({ entry }) => entry);

const LOOKBACK = 'look further back with --lookback 365d';

function captureHints(label: string): string[] {
  return [`give it when capturing: --label ${shellQuote(label)}, or PROF_LABELS=${shellQuote(label)}`];
}

const referenceOf = ({ service, type }: BaselineTarget): string => formatReference(service, type);

const momentOf = (run: readonly ProfileEntry[]): string => stampOf(run[0]!.timeMs);

/** `2024-01-15 12:00:00`, UTC. */
const stampOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');

function notFound(message: string, target: BaselineTarget, hints: readonly string[]): ProfError {
  const { service, type } = target;
  return new ProfError('STORE_NOT_FOUND', message, {
    hints: [...hints, `prof ls --service ${shellQuote(service)} --type ${type} lists what there is`],
    details: { service, type, targetTime: new Date(target.timeMs).toISOString() },
  });
}
