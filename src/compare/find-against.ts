import { ProfError } from '../kit/errors.ts';
import { shellQuote } from '../kit/shell-quote.ts';
import { toEntry } from '../store/entry.ts';
import { type FoundProfile, findProfiles, type LoadDeps } from '../store/load-profiles.ts';
import { formatReference } from '../store/reference.ts';
import { DEFAULT_LOOKBACK_MS } from '../store/resolve-reference.ts';
import { BASELINE_FORMS, parseBaseline } from './baseline-name.ts';
import { type BaselineTarget, findBaseline } from './find-baseline.ts';
import { type FoundSides, findSides, requireTwo } from './load-sides.ts';

export interface AgainstReferences {
  /** What `--base` was given: a baseline by meaning, or a reference. */
  readonly base: string;
  readonly target: string;
}

export interface SidesAgainst extends FoundSides {
  /** What the baseline turned out to be, for people; undefined where a reference was given. */
  readonly baseline: string | undefined;
}

/**
 * The sides that a command line means: with a base apart, its one argument is the target.
 * @throws ProfError as `findSides` and `findAgainst`, USAGE for a base and two arguments.
 */
export async function findComparison(
  args: { readonly base: string; readonly target: string | undefined },
  base: string | undefined,
  deps: LoadDeps,
): Promise<SidesAgainst> {
  if (base === undefined) return { ...(await findSides(args, deps)), baseline: undefined };
  if (args.target === undefined) return findAgainst({ base, target: args.base }, deps);
  throw new ProfError('USAGE', 'with --base the one argument is the target', {
    hints: [
      `prof diff --base ${shellQuote(base)} ${shellQuote(args.target)}`,
      `or both as arguments: prof diff ${shellQuote(args.base)} ${shellQuote(args.target)}`,
    ],
  });
}

/**
 * The target, and the base that is meant relative to it.
 * @throws ProfError STORE_NOT_FOUND where no run is what is meant, USAGE for a target that is not of one service and
 * type of the store, and what resolving throws.
 */
export async function findAgainst(
  { base, target }: AgainstReferences,
  deps: LoadDeps,
): Promise<SidesAgainst> {
  const baseline = parseBaseline(base);
  if (!baseline) return { ...(await findSides({ base, target }, deps)), baseline: undefined };
  const after = await findProfiles(target, deps);
  const { foreignService } = await deps.store();
  const wanted = subjectOf(after, { base, target }, foreignService);
  if (baseline.kind === 'moment') {
    const subject = formatReference(wanted.service, wanted.type);
    const before = withoutTarget(await findProfiles(`${subject}${baseline.text}`, deps), after);
    await requireTwo(base, target, { base: before, target: after }, deps);
    return { base: before, target: after, baseline: base };
  }
  const found = await findBaseline(baseline, wanted, {
    store: await deps.store(),
    nowMs: deps.clock.nowMs(),
    lookbackMs: deps.lookbackMs ?? DEFAULT_LOOKBACK_MS,
  });
  const before: FoundProfile[] = [];
  for (const { key } of found.entries) before.push(...(await findProfiles(`store:${key}`, deps)));
  return { base: before, target: after, baseline: `${base}: ${found.why}` };
}

/** A window may reach over the target, which is no base for itself. */
function withoutTarget(before: FoundProfile[], after: readonly FoundProfile[]): FoundProfile[] {
  const keys = new Set(after.map(({ key }) => key));
  const others = before.filter(({ key }) => !keys.has(key));
  return others.length === 0 ? before : others;
}

/** Which service and type the target is of, and when its run was. */
function subjectOf(
  found: readonly FoundProfile[],
  { base, target }: AgainstReferences,
  foreignService: string | undefined,
): BaselineTarget {
  const entries = found.flatMap(({ key, timeMs }) => {
    const entry =
      key === undefined ? undefined : toEntry({ key, sizeBytes: 0, modifiedMs: timeMs ?? 0 }, foreignService);
    return entry === undefined ? [] : [entry];
  });
  const services = new Set(entries.map(({ service }) => service));
  const types = new Set(entries.map(({ type }) => type));
  const [first] = entries;
  if (first && entries.length === found.length && services.size === 1 && types.size === 1) {
    const timeMs = entries.reduce((earliest, entry) => Math.min(earliest, entry.timeMs), first.timeMs);
    return { service: first.service, type: first.type, timeMs, entries };
  }
  const why = first
    ? 'is of several services or types'
    : 'is not from the store, so it has no runs before it';
  throw new ProfError('USAGE', `--base ${base} is relative to the target, and ${target} ${why}`, {
    hints: [
      'name the base itself: --base ./base.pb.gz, --base checkout/cpu',
      'or store the target first: prof put FILE --service NAME, then prof diff --base … NAME',
      `relative to the target are ${BASELINE_FORMS}`,
    ],
  });
}
