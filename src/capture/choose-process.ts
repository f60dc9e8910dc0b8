import { ProfError } from '../kit/errors.ts';
import type { NodeProcess, NodeProcesses } from '../ports/node-processes.ts';

export interface ChosenProcess {
  readonly program: NodeProcess;
  /** Those that it started: workers of a cluster, as a rule. */
  readonly workers: readonly NodeProcess[];
}

/** Programs on Node.js that only start another: `npm start`, `/usr/lib/node_modules/npm/bin/npm-cli.js`. */
const LAUNCHERS =
  /(?:^|\/)(?:npm|npx|pnpm|pnpx|yarn|yarnpkg|corepack|nodemon|pm2-runtime|tsx|ts-node-dev)(?:-cli)?(?:\.[cm]?js)?(?: |$)/;
const MAX_LISTED = 10;

/**
 * The process of a container that is meant: the one that was named, else the only one that no other of them started.
 * What only started the program, as npm does, is not meant where there is more.
 * @param shown the container: `container main of pod shop/web`
 * @throws ProfError NOT_FOUND, NOT_ALLOWED (it may not be looked into), USAGE (several)
 */
export function chooseProcess(
  { processes, hidden }: NodeProcesses,
  pid: number | undefined,
  shown: string,
): ChosenProcess {
  const isLauncher = ({ script }: NodeProcess) => LAUNCHERS.test(script);
  const programs = processes.some((each) => !isLauncher(each))
    ? processes.filter((each) => !isLauncher(each))
    : processes;
  const pids = new Set(programs.map((each) => each.pid));
  const first = programs.filter(({ parentPid }) => !pids.has(parentPid));
  const [program, ...others] = pid === undefined ? first : processes.filter((each) => each.pid === pid);
  if (program !== undefined && others.length === 0) {
    return { program, workers: programs.filter(({ parentPid }) => parentPid === program.pid) };
  }
  if (program !== undefined) throw several(first, shown);
  throw pid === undefined ? none(hidden, shown) : notThat(pid, processes, shown);
}

const listed = (processes: readonly { readonly pid: number; readonly script: string }[]): string =>
  processes
    .slice(0, MAX_LISTED)
    .map(({ pid, script }) => `${pid} (${script || 'node'})`)
    .join(', ');

function several(processes: readonly NodeProcess[], shown: string): ProfError {
  return new ProfError('USAGE', `${shown} has several Node.js processes: ${listed(processes)}`, {
    hints: [`say which: --exec-pid ${processes[0]!.pid}`],
    details: { pids: processes.map(({ pid }) => pid) },
  });
}

function none(hidden: NodeProcesses['hidden'], shown: string): ProfError {
  if (hidden.length === 0) return new ProfError('NOT_FOUND', `${shown} has no Node.js process`);
  const names = listed(hidden.map(({ pid, name }) => ({ pid, script: name })));
  return new ProfError(
    'NOT_ALLOWED',
    `${shown} has processes that a program run in it may not look into: ${names}; nothing was sent`,
    {
      hints: [
        "they run as another user than the container's own: runAsUser of its securityContext, set to theirs, helps",
        'a program started with --inspect needs no --exec: --port 9229',
      ],
    },
  );
}

function notThat(pid: number, processes: readonly NodeProcess[], shown: string): ProfError {
  return new ProfError('NOT_FOUND', `process ${pid} of ${shown} is no Node.js process that can be seen`, {
    hints: processes.length === 0 ? [] : [`it has: ${listed(processes)}`],
  });
}
