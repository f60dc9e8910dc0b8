import type { Profile } from '../profile/profile.ts';
import { loadForReport } from '../report/load-for-report.ts';
import { strictSymbolize } from '../report/symbolize-option.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import { withType } from '../store/typed-reference.ts';

export interface LoadedGoroutines {
  readonly profile: Profile;
  /** What was read: keys, paths, URLs. */
  readonly names: readonly string[];
  /** What a profile says of itself that a reader must know: that it was cut, or is one of several dumps. */
  readonly remarks: readonly string[];
}

/**
 * The goroutine profiles that references mean, merged; of a service without a type, those of that type. Names are as
 * recorded.
 * @throws ProfError as loading does, and BAD_PROFILE where profiles do not fit together.
 */
export async function loadGoroutines(
  references: readonly string[],
  deps: LoadDeps,
): Promise<LoadedGoroutines> {
  const nowMs = deps.clock.nowMs();
  const typed = await Promise.all(
    references.map(async (reference) => {
      const asGoroutine = withType(reference, 'goroutine', nowMs);
      if (asGoroutine === reference) return reference;
      return (await (await deps.files()).stat(reference)) === undefined ? asGoroutine : reference;
    }),
  );
  const loaded = await loadForReport(
    { references: typed, symbolize: strictSymbolize('none'), allFrames: true },
    deps,
  );
  // Comments that begin with # are for programs.
  return { ...loaded, remarks: loaded.profile.comments.filter((comment) => !comment.startsWith('#')) };
}
