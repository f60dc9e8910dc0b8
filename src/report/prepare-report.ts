/** From a loaded profile and options to what every report starts from: values chosen, total, filters applied. */
import { ProfError } from '../kit/errors.ts';
import type { TextMatcher } from '../profile/filter-samples.ts';
import { numericLabelUnits } from '../profile/filter-tags.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import { addTagFrames } from '../profile/graph-tag-frames.ts';
import type { Profile, ValueColumn } from '../profile/profile.ts';
import { chooseSampleIndex, totalValue } from '../profile/sample-value.ts';
import { applyFilters, hasFilters } from './apply-filters.ts';
import { compilePattern } from './regexps.ts';
import {
  DEFAULT_REPORT_OPTIONS,
  optionsForKind,
  type ReportKind,
  type ReportOptions,
} from './report-options.ts';
import { type TimeZone, UTC } from './time-zone.ts';

export interface ReportDeps {
  /** For the moment in the header. Default: UTC. */
  readonly timeZone?: TimeZone | undefined;
  /** Gets each remark that the reference would print on stderr. */
  readonly warn?: (message: string) => void;
}

export interface PreparedReport {
  readonly profile: Profile;
  readonly kind: ReportKind;
  readonly options: ReportOptions;
  readonly timeZone: TimeZone;
  readonly column: ValueColumn;
  /** The first value of each sample, where means are asked for. */
  readonly divisors: ValueColumn | undefined;
  /** `cpu`, or `mean_cpu`. */
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** What percentages refer to. */
  readonly total: Int64;
  /** The unit of each numeric label key, as the whole profile tells it. */
  readonly labelUnits: ReadonlyMap<string, string>;
  /** Of the kinds that look for something: what for, as a pattern and as a test. */
  readonly pattern: string;
  readonly matches: TextMatcher;
}

/**
 * Fails with USAGE for options that do not fit the profile or each other. The total is that of the whole
 * profile unless percentages are relative to what the filters leave. An empty pattern matches everything.
 */
export async function prepareReport(
  profile: Profile,
  kind: ReportKind,
  given: Partial<ReportOptions> = {},
  deps: ReportDeps = {},
  pattern = '',
): Promise<PreparedReport> {
  const options = optionsForKind(kind, { ...DEFAULT_REPORT_OPTIONS, ...given });
  const filter = async (p: Profile) => (hasFilters(options) ? applyFilters(p, options, deps.warn) : p);
  const labelUnits = unitsOfLabels(profile, deps.warn);
  const framed = withTagFrames(profile, options, deps.warn);
  const relative = options.relativePercentages ? await filter(framed) : framed;
  const index = chooseSampleIndex(relative, options.sampleIndex);
  if (options.divideBy === 0) throw new ProfError('USAGE', 'zero divisor specified');
  const columns = (p: Profile) => ({
    column: p.samples.values[index]!,
    divisors: options.mean ? p.samples.values[0]! : undefined,
  });
  const matches =
    pattern === '' ? () => true : await compilePattern(pattern, `parsing argument regexp ${pattern}`);
  const { column, divisors } = columns(relative);
  const total = totalValue(relative, column, divisors);
  const filtered = options.relativePercentages ? relative : await filter(framed);
  const { type, unit } = profile.sampleTypes[index]!;
  return {
    profile: filtered,
    kind,
    options,
    timeZone: deps.timeZone ?? UTC,
    ...columns(filtered),
    sampleType: options.mean ? `mean_${type}` : type,
    sampleUnit: unit,
    total,
    labelUnits,
    pattern,
    matches,
  };
}

function unitsOfLabels(profile: Profile, warn: ReportDeps['warn']): ReadonlyMap<string, string> {
  const { units, ignored } = numericLabelUnits(profile);
  for (const [key, others] of ignored) {
    warn?.(`For tag ${key} used unit ${units.get(key)}, also encountered unit(s) ${others.join(', ')}`);
  }
  return units;
}

/** Frames for labels come before the filters, which may use them. */
function withTagFrames(
  profile: Profile,
  options: ReportOptions,
  warn: (message: string) => void = () => {},
): Profile {
  const keys = (list: string) => list.split(',').filter((key) => key !== '');
  const frames = { rootKeys: keys(options.tagRoot), leafKeys: keys(options.tagLeaf), unit: options.unit };
  const added = addTagFrames(profile, frames);
  if (options.tagRoot !== '' && !added.matched.root) warn('TagRoot expression matched no samples');
  if (options.tagLeaf !== '' && !added.matched.leaf) warn('TagLeaf expression matched no samples');
  return added.profile;
}
