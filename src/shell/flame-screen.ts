import type { ScreenStyle } from '../dashboard/flame/cell-style.ts';
import { ProfError } from '../kit/errors.ts';
import { flameReport } from '../report/flame-report.ts';
import type { CommandContext } from './base-command.ts';
import type { Output } from './output.ts';
import { loadSubject, type SubjectFlags } from './report-command.ts';
import { reportOptionsOf } from './report-flags.ts';

export interface FlameScreenArguments {
  readonly profile: string;
  /** What to compare with the profile. */
  readonly target?: string | undefined;
  readonly flags: SubjectFlags &
    Parameters<typeof reportOptionsOf>[0] & { readonly ascii: boolean; readonly mouse: boolean };
  readonly argv: readonly string[];
}

/** The interactive flame graph. @throws ProfError USAGE where there is no terminal to show it on */
export async function flameScreen(
  { profile, target, flags, argv }: FlameScreenArguments,
  context: CommandContext,
): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY || context.out.json) refuse(profile);
  const { signal, wiring, out, progress } = context;
  const selection = reportOptionsOf(flags);
  const sides = target === undefined ? {} : { 'diff-base': profile };
  const load = async (normalize: boolean) => {
    const subject = { ...flags, ...sides, normalize };
    const { loaded, deps } = await loadSubject([target ?? profile], subject, context);
    const { names, baseNames } = loaded;
    return { report: await flameReport(loaded.profile, selection, deps), names, baseNames };
  };
  progress.status('loading');
  const [{ runFlame }, openThread] = await Promise.all([
    import('../dashboard/run-flame.ts'),
    wiring.flameThread(),
  ]);
  progress.clear();
  await runFlame({
    title: target === undefined ? profile : `${profile} → ${target}`,
    load,
    isNormalized: flags.normalize === true,
    style: styleOf(out, flags.ascii),
    hasMouse: flags.mouse,
    signal,
    openThread,
    argv,
    exports: wiring,
  });
}

function refuse(profile: string): never {
  throw new ProfError('USAGE', 'the screen of a flame graph needs a terminal to be shown on', {
    hints: [
      `as a picture or a page: prof flame ${profile} -o flame.svg (or flame.html)`,
      `as text: prof top ${profile}`,
    ],
  });
}

/** 256 colours where the terminal says that it has them. */
function styleOf({ color }: Output, isAscii: boolean): ScreenStyle {
  const hasMany = /256|truecolor|24bit/.test(`${process.env.TERM} ${process.env.COLORTERM}`);
  const isPlain = isAscii || process.env.TERM === 'linux';
  return { colors: !color ? 0 : hasMany ? 256 : 16, isAscii: isPlain };
}
