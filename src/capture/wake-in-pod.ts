/** A session with a Node.js program in a pod whose inspector is not open: it is woken by a program run in there. */
import { ProfError } from '../kit/errors.ts';
import type { Inspector, InspectorSession } from '../ports/inspector.ts';
import type { Kubernetes, Pod, PodContainerName, PodRoute } from '../ports/kubernetes.ts';
import type { NodeProcess, WakeAnswer } from '../ports/node-processes.ts';
import { chooseProcess } from './choose-process.ts';
import { tellToClose } from './close-inspector.ts';
import { type Deadline, waitMs } from './deadline.ts';
import { requireContainer } from './exec-container.ts';

export interface WakeInPodOptions {
  readonly pod: Pod;
  /** `-c` */
  readonly container: string | undefined;
  /** `--exec-pid` */
  readonly pid: number | undefined;
  readonly assumeNoHandler: boolean;
  readonly deadline: Deadline;
}

/** A program that was found open, or woken. */
export interface PodSession {
  readonly session: InspectorSession;
  readonly program: NodeProcess;
  readonly workers: readonly NodeProcess[];
  readonly container: string;
  readonly port: number;
  readonly isWoken: boolean;
  /** Ends the session and closes the inspector if we opened it; false: it may still be open. */
  readonly release: () => Promise<boolean>;
}

const CONNECT_MS = 5_000;
/** From the wish to the answer. It is not cut short by Ctrl-C: who knows that a signal was sent can undo it. */
const WAKE_MS = 15_000;
/** How long the way back may take, also after Ctrl-C. */
const CLOSE_MS = 5_000;
/** A program closes its inspector at once when it is told to, if it is not busy. */
const HEED_MS = 1_000;
const POLL_MS = 50;
/** Where Node.js opens its inspector. */
const USUAL_PORTS = { from: 9229, to: 9249 } as const;

/**
 * Looks at the Node.js processes of a container, takes the one that is meant, and opens its inspector by SIGUSR1 if
 * it is not open, after it is proven that the signal does nothing else.
 * @throws ProfError NOT_FOUND, NOT_ALLOWED (it would not be safe, a right is missing), USAGE (say which), UNREACHABLE
 */
export async function openInPod(options: WakeInPodOptions, kubernetes: Kubernetes): Promise<PodSession> {
  const { pod, deadline } = options;
  const name = requireContainer(pod, options.container);
  const container = { namespace: pod.namespace, name: pod.name, container: name };
  const shown = `container ${name} of pod ${pod.namespace}/${pod.name}`;
  const found = await kubernetes.nodeProcesses(container, { signal: deadline.signal });
  const { program, workers } = chooseProcess(found, options.pid, shown);
  const about = { program, workers, container: name };
  const way = new InspectorWay(pod, kubernetes);
  const open = await findOpen(program, way, deadline);
  if (open !== undefined) {
    const { session, port } = open;
    return { ...about, session, port, isWoken: false, release: () => way.end(session).then(() => true) };
  }
  const port = await wake(program, container, { shown, way, kubernetes, ...options });
  try {
    deadline.signal.throwIfAborted();
    const session = await way.connect(port, Math.min(CONNECT_MS, deadline.remainingMs()), deadline.signal);
    return { ...about, session, port, isWoken: true, release: () => way.close(session, port) };
  } catch (error) {
    await way.closeUnseen(port);
    throw error;
  }
}

async function findOpen(
  { ports, inspectorPort }: NodeProcess,
  way: InspectorWay,
  deadline: Deadline,
): Promise<{ session: InspectorSession; port: number } | undefined> {
  for (const { port } of ports) {
    if (port !== inspectorPort && (port < USUAL_PORTS.from || port > USUAL_PORTS.to)) continue;
    try {
      const timeoutMs = Math.min(CONNECT_MS, deadline.remainingMs());
      return { session: await way.connect(port, timeoutMs, deadline.signal), port };
    } catch (error) {
      // Another service of that program listens there.
      if (!(error instanceof ProfError) || deadline.signal.aborted) throw error;
    }
  }
  return undefined;
}

interface Waking extends WakeInPodOptions {
  readonly shown: string;
  readonly way: InspectorWay;
  readonly kubernetes: Kubernetes;
}

async function wake(
  program: NodeProcess,
  container: PodContainerName,
  { shown, way, kubernetes, deadline, assumeNoHandler }: Waking,
): Promise<number> {
  deadline.signal.throwIfAborted();
  const { pid, inspectorPort } = program;
  let answer: WakeAnswer | undefined;
  try {
    const signal = AbortSignal.timeout(WAKE_MS);
    answer = await kubernetes.wakeNode(container, { ...program, assumeNoHandler }, { signal });
  } finally {
    // Whether it was sent is not known, or it was and nothing came of it yet.
    if (answer === undefined || answer.kind === 'silent') await way.closeUnseen(inspectorPort);
  }
  if (answer.kind === 'listening') return answer.port;
  throw refusal(answer, `process ${pid} of ${shown}`, inspectorPort);
}

function refusal(answer: Exclude<WakeAnswer, { kind: 'listening' }>, shown: string, port: number): ProfError {
  const ways = 'a program started with --inspect needs no --exec: --port 9229';
  const no = (why: string, ...hints: string[]) =>
    new ProfError('NOT_ALLOWED', `${shown} ${why}; nothing was sent`, { hints: [...hints, ways] });
  switch (answer.kind) {
    case 'silent':
      return new ProfError('TIMEOUT', `${shown} got SIGUSR1, and its inspector did not open`);
    case 'gone':
      return new ProfError('NOT_FOUND', `${shown} has ended meanwhile; nothing was sent`);
    case 'refused':
      return no('may not be sent a signal', "it runs as another user than the container's own");
    case 'port-taken':
      return new ProfError(
        'UNREACHABLE',
        `${shown} would open its inspector on port ${port}, where another process of the pod listens; nothing was sent`,
        { hints: ['end the other debugging session first'], details: { port } },
      );
    case 'handled':
      if (answer.handling.kind === 'own-handler') return no('handles SIGUSR1 itself');
      if (answer.handling.kind === 'unhandled') return no('would be ended by SIGUSR1');
      return no(
        `may handle SIGUSR1 itself, which cannot be told: ${answer.handling.why}`,
        'if you know that it has no handler for SIGUSR1: --assume-no-handler',
      );
  }
}

/** Sessions with the inspectors of a pod, over port-forwards of their own. */
class InspectorWay {
  readonly #pod: Pod;
  readonly #kubernetes: Kubernetes;
  readonly #routes = new Map<InspectorSession, PodRoute>();

  constructor(pod: Pod, kubernetes: Kubernetes) {
    this.#pod = pod;
    this.#kubernetes = kubernetes;
  }

  async connect(port: number, timeoutMs: number, signal: AbortSignal): Promise<InspectorSession> {
    const route = await this.#route(port, signal);
    try {
      const inspector: Inspector = await route.inspector();
      const session = await inspector.connect({ host: '127.0.0.1', port, timeoutMs, signal });
      this.#routes.set(session, route);
      return session;
    } catch (error) {
      await route.close();
      throw error;
    }
  }

  async end(session: InspectorSession): Promise<void> {
    await session.close();
    await this.#routes.get(session)?.close();
    this.#routes.delete(session);
  }

  /** True once nothing listens there any more, or the pod is gone. Where the session broke, a new one says it. */
  async close(session: InspectorSession, port: number): Promise<boolean> {
    const signal = AbortSignal.timeout(CLOSE_MS);
    let told = session;
    let toldAtMs = performance.now();
    tellToClose(told);
    for (; !signal.aborted; await waitMs(POLL_MS, signal).catch(() => {})) {
      try {
        if (await this.#isClosed(port, signal)) break;
        if (performance.now() - toldAtMs < HEED_MS) continue;
        const next = await this.connect(port, CLOSE_MS, signal);
        await this.#drop(told);
        told = next;
        toldAtMs = performance.now();
        tellToClose(told);
      } catch (error) {
        if (!(error instanceof ProfError) && !signal.aborted) throw error;
      }
    }
    await this.#drop(told);
    return !signal.aborted;
  }

  /** Closes what may be open, where there is no session. Fails never: the failure before it is the one to report. */
  async closeUnseen(port: number): Promise<void> {
    // 0: it was to be any free one.
    if (port === 0) return;
    const signal = AbortSignal.timeout(CLOSE_MS);
    const session = await this.connect(port, CLOSE_MS, signal).catch(() => undefined);
    if (session !== undefined) await this.close(session, port);
  }

  /** The way first: the end of a session whose other side is gone is not waited for. */
  async #drop(session: InspectorSession): Promise<void> {
    await this.#routes.get(session)?.close();
    await this.end(session);
  }

  async #isClosed(port: number, signal: AbortSignal): Promise<boolean> {
    const route = await this.#route(port, signal);
    try {
      const url = `http://127.0.0.1:${port}/json/version`;
      await route.http.get({ url, timeoutMs: CLOSE_MS, maxBodyBytes: 65_536, signal });
      return false;
    } catch (error) {
      if (!(error instanceof ProfError) || signal.aborted) throw error;
      // The node's word on a port where nothing listens; a pod that is gone has no ports.
      return error.code === 'NOT_FOUND' || /refused/.test(String(error.details.said));
    } finally {
      await route.close();
    }
  }

  #route(port: number, signal: AbortSignal): Promise<PodRoute> {
    return this.#kubernetes.openRoute({ pod: this.#pod, port, way: 'port-forward', signal });
  }
}
