/** A value's percentage of the total; 0 where that is 0. */
export function percentOf(value: number | bigint, total: number | bigint): number {
  return Number(total) === 0 ? 0 : (Number(value) / Number(total)) * 100;
}

/** What every document on a report begins with. */
export interface ReportHead {
  /** Keys, paths or URLs of the profiles that were merged. */
  readonly profiles: readonly string[];
  /** Those that were subtracted or compared with. */
  readonly base: readonly string[];
  readonly sampleType: string;
  /** The unit of all values here. */
  readonly unit: string;
  /** What percentages refer to. */
  readonly total: number | bigint;
}

interface ReportFacts {
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly total: number | bigint;
}

export function reportHead(
  { sampleType, sampleUnit, total }: ReportFacts,
  sources: { readonly names: readonly string[]; readonly baseNames: readonly string[] },
): ReportHead {
  return { profiles: sources.names, base: sources.baseNames, sampleType, unit: sampleUnit, total };
}

/** Rows of a list in a document; how many there are in all stands beside it. */
export const MAX_ROWS = 10_000;
