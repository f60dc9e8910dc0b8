import { ProfError } from '../../kit/errors.ts';
import type { Kubernetes } from '../../ports/kubernetes.ts';
import type { NodeProcess, WakeAnswer } from '../../ports/node-processes.ts';
import type { ListeningPort, SignalHandling } from '../../ports/process-table.ts';
import { readContainerProbe } from '../read-container-probe.ts';
import { runNode } from './run-node.ts';

const MAX_PROCESSES = 1000;

/** Looks at the Node.js processes of containers, and wakes them, by programs that it runs there. */
export function nodeInContainer(exec: Kubernetes['exec']): Pick<Kubernetes, 'nodeProcesses' | 'wakeNode'> {
  return {
    nodeProcesses: async (container, options = {}) => {
      const program = await readContainerProbe('look');
      const { processes, hidden } = parsed(await runNode(container, program, [], exec, options));
      return {
        processes: listOf(processes).map(processOf),
        hidden: listOf(hidden).map((each) => ({ pid: numberOf(each.pid), name: textOf(each.name) })),
      };
    },
    wakeNode: async (container, { pid, startedAt, inspectorPort, assumeNoHandler }, options = {}) => {
      const program = await readContainerProbe('wake');
      const request = JSON.stringify({ pid, startedAt, inspectorPort, assumeNoHandler });
      return answerOf(parsed(await runNode(container, program, [request], exec, options)));
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** A container may print anything. */
function parsed(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (isFields(value)) return value;
  } catch {
    // The error below.
  }
  throw unexpected();
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unexpected(): ProfError {
  return new ProfError('BAD_DATA', 'what prof ran in the container answered something else', {
    hints: ['is node in that container Node.js itself, and no script around it that prints?'],
  });
}

function listOf(value: unknown): readonly Fields[] {
  if (!Array.isArray(value) || value.length > MAX_PROCESSES || !value.every(isFields)) throw unexpected();
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw unexpected();
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw unexpected();
  return value.slice(0, 200);
}

function portOf({ host, port }: Fields): ListeningPort {
  const number = numberOf(port);
  if (number < 1 || number > 65_535) throw unexpected();
  return { host: textOf(host), port: number };
}

const processOf = (fields: Fields): NodeProcess => ({
  pid: numberOf(fields.pid),
  parentPid: numberOf(fields.parentPid),
  script: textOf(fields.script),
  startedAt: textOf(fields.startedAt),
  ports: listOf(fields.ports).map(portOf),
  inspectorPort: numberOf(fields.inspectorPort),
});

function answerOf(fields: Fields): WakeAnswer {
  switch (fields.kind) {
    case 'listening':
      return { kind: 'listening', ...portOf(fields) };
    case 'silent':
    case 'port-taken':
    case 'gone':
    case 'refused':
      return { kind: fields.kind };
    case 'handled':
      return { kind: 'handled', handling: handlingOf(fields.handling) };
    default:
      throw unexpected();
  }
}

function handlingOf(value: unknown): Exclude<SignalHandling, { kind: 'node-default' }> {
  if (!isFields(value)) throw unexpected();
  const { kind, why } = value;
  if (kind === 'own-handler' || kind === 'unhandled') return { kind };
  if (kind === 'unknown') return { kind, why: textOf(why) };
  throw unexpected();
}
