/** A profile with the options of a report, ready for flame graphs. */
import { type FlameSource, flameSource } from '../flame/flame-source.ts';
import type { Int64 } from '../profile/go-number-format.ts';
import type { NodeOptions } from '../profile/graph-nodes.ts';
import type { Profile, ValueType } from '../profile/profile.ts';
import { chooseSampleIndex, totalValue } from '../profile/sample-value.ts';
import { prepareReport, type ReportDeps } from './prepare-report.ts';
import type { ReportOptions } from './report-options.ts';

export interface FlameReport {
  readonly source: FlameSource;
  readonly sampleTypes: readonly ValueType[];
  readonly sampleIndex: number;
  /** Per sample type what percentages are of: of the base where two profiles are compared. */
  readonly totals: readonly Int64[];
  readonly nodes: NodeOptions;
}

/** Fails with USAGE as every report does. Means are not drawn: widths are sums. */
export async function flameReport(
  profile: Profile,
  options: Partial<ReportOptions> = {},
  deps: ReportDeps = {},
): Promise<FlameReport> {
  const report = await prepareReport(profile, 'top', { ...options, mean: false }, deps);
  const counted = report.options.relativePercentages ? report.profile : profile;
  return {
    source: flameSource(report.profile),
    sampleTypes: profile.sampleTypes,
    sampleIndex: chooseSampleIndex(profile, report.options.sampleIndex),
    totals: counted.samples.values.map((column) => totalValue(counted, column)),
    nodes: {
      granularity: report.options.granularity || 'filefunctions',
      noInlines: report.options.noInlines,
      showColumns: report.options.showColumns,
      trimPath: report.options.trimPath,
      sourcePath: report.options.sourcePath,
    },
  };
}
