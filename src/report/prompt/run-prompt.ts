/** The prompt of `prof pprof`: lines from a terminal until it ends. */
import type { OpenPromptTerminal } from '../../ports/prompt-terminal.ts';
import type { Profile } from '../../profile/profile.ts';
import type { PprofRequest } from '../pprof-flags.ts';
import { completerOf } from './complete.ts';
import { greeting } from './greeting.ts';
import { Session, type SessionDeps } from './session.ts';
import { reportOptionsOf, settingsOf } from './settings.ts';

export interface PromptDeps extends SessionDeps {
  readonly openTerminal: OpenPromptTerminal;
}

/** Resolves when the session has ended. */
export async function runPrompt(profile: Profile, request: PprofRequest, deps: PromptDeps): Promise<void> {
  const settings = settingsOf(request);
  deps.say((await greeting(profile, reportOptionsOf(settings), deps)).join('\n'));
  const terminal = await deps.openTerminal(completerOf(profile));
  const reportDeps = {
    ...deps,
    write: async (bytes: Uint8Array) => !(await terminal.wasInterrupted()) && deps.write(bytes),
    // Ends the programs that a report waits for: this report's, not all that follow.
    stop: () => terminal.interruption,
  };
  const session = new Session(profile, settings, reportDeps);
  try {
    for (;;) {
      const line = await terminal.readLine('(pprof) ');
      if (line === undefined) return;
      const state = await session.step(line);
      // On a line of its own: the terminal has shown the key where the report was.
      if (await terminal.wasInterrupted()) deps.warn('\nstopped by Ctrl-C');
      else if (state === 'ended') return;
    }
  } finally {
    terminal.close();
  }
}
