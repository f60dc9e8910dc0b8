import type { Profile } from '../profile/profile.ts';
import type { ReportOptions } from '../report/report-options.ts';
import type { GateResult } from './judge-sides.ts';
import { locateFunctions, type SourcePlace } from './locate-functions.ts';
import { typeIndex } from './type-index.ts';

/** Where the functions of all findings stand: as the first profile says that has one, most often the target. */
export async function locateFindings(
  { rules }: Pick<GateResult, 'rules'>,
  profiles: readonly Profile[],
  { report, sampleType }: { readonly report: Partial<ReportOptions>; readonly sampleType: string },
): Promise<ReadonlyMap<string, SourcePlace>> {
  const wanted = new Set(
    rules.flatMap(({ findings }) => findings.flatMap(({ name }) => (name === undefined ? [] : [name]))),
  );
  const places = new Map<string, SourcePlace>();
  for (const profile of profiles) {
    const missing = new Set([...wanted].filter((name) => !places.has(name)));
    const sampleIndex = typeIndex(profile, sampleType);
    const found = await locateFunctions(profile, missing, { report, sampleIndex });
    for (const [name, place] of found) places.set(name, place);
  }
  return places;
}
