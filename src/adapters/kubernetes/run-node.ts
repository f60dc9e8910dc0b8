import { ProfError } from '../../kit/errors.ts';
import type { ExecResult, Kubernetes, KubernetesOptions, PodContainerName } from '../../ports/kubernetes.ts';
import { NODE_START } from '../processes/is-node-program.ts';

/** Where images keep Node.js beside PATH: distroless ones, the official ones, distributions. */
const PLACES = ['/nodejs/bin/node', '/usr/local/bin/node', '/usr/bin/node', '/opt/bitnami/node/bin/node'];
const NO_NODE = 127;
/**
 * Starts the first Node.js that runs with the arguments that follow, as itself: without options that are meant for the container's own
 * program, and where it has no usual place from a process that runs it, which its program file shows.
 */
const LAUNCHER = `unset NODE_OPTIONS NODE_V8_COVERAGE
for n in node ${PLACES.join(' ')};do $n -v >/dev/null 2>&1&&exec $n "$@";done
for p in /proc/[0-9]*;do grep -q ${NODE_START} $p/exe 2>/dev/null&&exec $p/exe "$@";done
exit ${NO_NODE}`;

/**
 * Runs a text on the Node.js of a container, through its shell, or where it has none at the usual places.
 * @returns the last line that it printed
 * @throws ProfError NOT_FOUND (no Node.js), BAD_DATA (it failed), and what `exec` throws
 */
export async function runNode(
  container: PodContainerName,
  program: string,
  args: readonly string[],
  exec: Kubernetes['exec'],
  options: KubernetesOptions,
): Promise<string> {
  const words = ['-e', program, ...args];
  const commands = [['sh', '-c', LAUNCHER, 'sh'], ['node'], ...PLACES.map((path) => [path])];
  for (const command of commands) {
    const result = await exec(container, [...command, ...words], options).catch(unlessMissing);
    // A shell that finds no Node.js has looked at all that it could look at.
    if (command[0] === 'sh' && result?.exitCode === NO_NODE) break;
    if (result !== undefined) return lastLine(result, container);
  }
  throw new ProfError('NOT_FOUND', `${shownOf(container)} has no Node.js that could be run`, {
    hints: [
      `--exec looks for node in PATH, at ${PLACES.join(', ')}, and where there is a shell, in /proc`,
      'a program started with --inspect needs no --exec: --port 9229',
    ],
  });
}

/** The runtime did not find the program, so nothing was run. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof ProfError && error.code === 'NOT_FOUND' && error.details.program !== undefined) return;
  throw error;
}

function lastLine({ exitCode, stdout, stderr }: ExecResult, container: PodContainerName): string {
  if (exitCode === 0) return stdout.trim().split('\n').at(-1) ?? '';
  const said = stderr.split('\n').find((line) => /error/i.test(line)) ?? stderr.trim().split('\n', 1)[0];
  throw new ProfError(
    'BAD_DATA',
    `the Node.js of ${shownOf(container)} failed with exit status ${exitCode}: ${said || 'it said nothing'}`,
    {
      hints: [
        '--exec needs Node.js 14.18 or newer in the container, and memory for a second one (some 50 MB)',
      ],
    },
  );
}

const shownOf = ({ namespace, name, container }: PodContainerName): string =>
  container === undefined ? `pod ${namespace}/${name}` : `container ${container} of pod ${namespace}/${name}`;
