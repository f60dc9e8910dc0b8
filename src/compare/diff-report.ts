import type { FileSystem } from '../ports/file-system.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import { combineLoaded } from '../report/combine-loaded.ts';
import { withMapping } from '../report/load-sources.ts';
import { DEFAULT_SYMBOLIZE } from '../report/symbolize-option.ts';
import { timeZoneOf } from '../report/time-zone-of.ts';
import { renderTop, topReport } from '../report/top.ts';
import type { LoadedProfile } from '../store/load-profiles.ts';
import type { DiffOptions } from './diff.ts';

export interface DiffReportDeps {
  readonly files: () => Promise<FileSystem>;
  /** The TZ variable. */
  readonly timeZone: string | undefined;
}

export interface DiffReport {
  readonly text: string;
  /** The text with names byte for byte as the profiles have them. */
  readonly bytes: Uint8Array;
}

/**
 * The comparison in pprof's form: its top of the target with the base as -diff_base. `top` 0: all that is not trimmed.
 * @throws ProfError BAD_PROFILE where the sides do not fit together, USAGE for options that do not fit.
 */
export async function diffReport(
  options: DiffOptions & { readonly top: number },
  deps: DiffReportDeps,
): Promise<DiffReport> {
  const profilesOf = (side: readonly LoadedProfile[]) => side.map(({ profile }) => withMapping(profile));
  const profile = await combineLoaded(profilesOf(options.target), {
    bases: profilesOf(options.base),
    baseMode: 'diff_base',
    normalize: options.normalize === true,
    symbolize: options.symbolize ?? DEFAULT_SYMBOLIZE,
    allFrames: options.allFrames === true,
  });
  const { report = {}, measure = 'flat', top } = options;
  const timeZone = await timeZoneOf(profile, deps.timeZone, deps.files);
  const text = renderTop(
    await topReport(profile, { ...report, sort: measure, nodeCount: top }, { timeZone }),
  );
  return { text, bytes: encodeUtf8(text) };
}
