import { ProfError } from '../kit/errors.ts';

const FORCED_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type StopName = keyof typeof FORCED_EXIT;

let controller: AbortController | undefined;
let stoppedBy: StopName | undefined;
let stoppedAtMs = 0;
let isHeld = false;

/**
 * Where an older Node.js handed over to this one, a key press reaches both, and the other passes it on:
 * what comes so soon after the first is the same stop, not a second one.
 */
const ECHO_MS = process.env.PROF_HANDED_OVER === undefined ? 0 : 250;

/**
 * The signal that Ctrl-C, SIGTERM and SIGHUP abort, with a ProfError as its reason. Asking for it takes over from
 * the system's default (die at once), so only commands with something to finish ask. The second stop exits at once.
 */
export function stopSignal(): AbortSignal {
  if (controller) return controller.signal;
  controller = new AbortController();
  for (const name of Object.keys(FORCED_EXIT) as StopName[]) {
    process.on(name, () => stop(name));
  }
  return controller.signal;
}

/** The same, where somebody has asked for it already. */
export function askedStopSignal(): AbortSignal | undefined {
  return controller?.signal;
}

/**
 * A pager has the terminal: as in git, Ctrl-C is for it, and prof ends after it. The first stop is still a stop, but no
 * second one ends prof at once. The returned function undoes this.
 */
export function holdForcedStop(): () => void {
  isHeld = true;
  return () => {
    isHeld = false;
  };
}

function stop(name: StopName): void {
  if (stoppedBy) {
    if (!isHeld && performance.now() - stoppedAtMs >= ECHO_MS) process.exit(FORCED_EXIT[name]);
    return;
  }
  stoppedBy = name;
  stoppedAtMs = performance.now();
  const reason =
    name === 'SIGINT'
      ? new ProfError('INTERRUPTED', 'stopped by Ctrl-C')
      : new ProfError('TERMINATED', `stopped by ${name}`);
  controller?.abort(reason);
}

/** The exit status that a stop asks for once the command has wound down, or undefined if nothing stopped it. */
export function stoppedExitCode(): number | undefined {
  return stoppedBy && FORCED_EXIT[stoppedBy];
}
