import { ProfError } from '../kit/errors.ts';

const FORCED_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type StopName = keyof typeof FORCED_EXIT;

let controller: AbortController | undefined;
let stoppedBy: StopName | undefined;

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

function stop(name: StopName): void {
  if (stoppedBy) process.exit(FORCED_EXIT[name]);
  stoppedBy = name;
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
