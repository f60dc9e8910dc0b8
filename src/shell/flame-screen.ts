import { ProfError } from '../kit/errors.ts';
import type { CommandContext } from './base-command.ts';
import { loadDepsOf, type SubjectFlags, sourcesOf } from './report-command.ts';
import { reportOptionsOf } from './report-flags.ts';
import { screenStyle } from './screen-style.ts';

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
  const { signal, wiring, out, config } = context;
  const title = target === undefined ? profile : `${profile} → ${target}`;
  const { limits, format, lookbackMs, sourceMaps, url } = await loadDepsOf(flags, context);
  const start = {
    title,
    sources: { profile, target, ...sourcesOf(flags) },
    selection: reportOptionsOf(flags),
    loading: { limits, format, lookbackMs, sourceMaps, url },
    config,
  };
  // What is said while the screen is shown would be lost on it.
  const notes: string[] = [];
  const startEngine = await wiring.flameThread();
  const engine = startEngine(start, (note) => notes.push(note));
  const { runFlame } = await import('../dashboard/run-flame.ts');
  try {
    await runFlame({
      title,
      engine,
      files: wiring.files,
      style: screenStyle(out, flags.ascii),
      hasMouse: flags.mouse,
      signal,
      argv,
    });
  } finally {
    for (const note of notes) out.note(note);
  }
}

function refuse(profile: string): never {
  throw new ProfError('USAGE', 'the screen of a flame graph needs a terminal to be shown on', {
    hints: [
      `as a picture or a page: prof flame ${profile} -o flame.svg (or flame.html)`,
      `as text: prof top ${profile}`,
    ],
  });
}
