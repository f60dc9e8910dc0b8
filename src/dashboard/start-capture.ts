import { capture } from '../capture/capture.ts';
import type { CaptureResult } from '../capture/capture-result.ts';
import { hasKept, totalFailure } from '../capture/capture-result.ts';
import { ProfError } from '../kit/errors.ts';
import { failureTexts } from '../present/capture.ts';
import { capturePart } from './capture-parts.ts';
import type { DashboardControl } from './control.ts';

export interface CaptureSubject {
  readonly targets: readonly string[];
  /** Of pods; undefined: that of the context. */
  readonly namespace?: string | undefined;
}

const DEFAULT_WISH = 'cpu,heap 30';

/** Asks which types and for how long, and takes them as a job. */
export async function startCapture(subject: CaptureSubject, control: DashboardControl): Promise<void> {
  const { backend } = control;
  const wish = await control.ask(`capture ${shownTargets(subject)}: types and seconds: `, DEFAULT_WISH);
  if (wish === undefined) return;
  const { types, seconds } = parseWish(wish);
  const options = backend.captureOptions({ ...subject, types, seconds });
  const risk = await backend.captureRisk(options);
  if (risk !== undefined && !(await control.confirm([`${risk}.`, `Profile ${shownTargets(subject)}?`])))
    return;
  const namespace = subject.namespace === undefined ? [] : ['-n', subject.namespace];
  control.job({
    title: `capture ${shownTargets(subject)}`,
    argv: [
      'capture',
      ...subject.targets,
      '-t',
      types.join(','),
      '--seconds',
      String(seconds),
      ...namespace,
      ...backend.flagWords,
    ],
    run: async (report, signal) => {
      const deps = backend.captureDeps((event) => {
        const part = capturePart(event);
        if (part !== undefined) report(part);
      }, signal);
      return summaryOf(await capture(options, deps));
    },
    onDone: () => control.reload(),
  });
}

/** `cpu,heap 30`; the seconds may be left out. @throws ProfError USAGE */
export function parseWish(wish: string): { readonly types: readonly string[]; readonly seconds: number } {
  const [, types = '', seconds = '30'] = /^\s*(\S+?)(?:\s+(\d+)\s*s?)?\s*$/.exec(wish) ?? [];
  const wanted = types.split(',').filter((type) => type !== '');
  if (wanted.length > 0) return { types: wanted, seconds: Number(seconds) };
  throw new ProfError('USAGE', `not types and seconds: ${wish}`, { hints: ['for example cpu,heap 30'] });
}

/** @throws ProfError where nothing was kept, and PARTIAL where something was not */
function summaryOf(result: CaptureResult): string {
  const failure = totalFailure(result);
  if (failure !== undefined) throw failure;
  const kept = result.targets.reduce((sum, { profiles }) => sum + profiles.length, 0);
  const words = `${kept} ${kept === 1 ? 'profile' : 'profiles'} kept`;
  if (result.interrupted && !hasKept(result)) throw new ProfError('INTERRUPTED', 'nothing was kept');
  if (result.failures.length === 0) return words;
  const lines = failureTexts(result).map(({ line }) => line);
  throw new ProfError('PARTIAL', `${words}, ${result.failures.length} not`, { hints: lines });
}

function shownTargets({ targets }: CaptureSubject): string {
  const [first = '', ...others] = targets;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
