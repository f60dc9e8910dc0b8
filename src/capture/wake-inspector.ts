import { ProfError } from '../kit/errors.ts';
import { inspectorPortOf } from '../naming/node-arguments.ts';
import type { Inspector, InspectorSession } from '../ports/inspector.ts';
import type { ListeningPort, ProcessInfo, ProcessTable } from '../ports/process-table.ts';
import { tellToClose } from './close-inspector.ts';
import { type Deadline, waitMs } from './deadline.ts';

export interface WakeDeps {
  readonly processes: ProcessTable;
  readonly inspector: Inspector;
}

export interface WakeOptions {
  readonly pid: number;
  readonly deadline: Deadline;
  /** Also signals where nothing proves that the program has no handler of its own (never where it has one). */
  readonly assumeNoHandler: boolean;
}

/** A session with a process, and what must be undone after it. */
export interface ProcessSession {
  readonly session: InspectorSession;
  /** Ends the session and closes the inspector if we opened it; false: it is still open. */
  readonly release: () => Promise<boolean>;
}

const POLL_MS = 20;
const CONNECT_MS = 5_000;
/** How long the way back may take, also after Ctrl-C. */
const CLOSE_MS = 5_000;
/** Where Node.js opens its inspector; an open one is looked for on the first few, which debuggers use. */
const USUAL_PORTS = { from: 9229, to: 9249 } as const;

/**
 * A session with the inspector of a process: the one that is open, else the one that SIGUSR1 opens.
 * @throws ProfError NOT_FOUND (no such process), NOT_ALLOWED (not Node.js, not ours, or it would not be safe).
 */
export async function openProcessInspector(options: WakeOptions, deps: WakeDeps): Promise<ProcessSession> {
  const info = await requireNodeProcess(options.pid, deps.processes);
  const open = await findOpenInspector(info, options, deps);
  if (open) {
    return { session: open, release: () => open.close().then(() => true) };
  }
  await requireDefaultHandler(options, deps.processes);
  await requireFreePort(info, deps.processes);
  return wake(info, options, deps);
}

/** @throws ProfError NOT_FOUND or NOT_ALLOWED. */
export async function requireNodeProcess(pid: number, processes: ProcessTable): Promise<ProcessInfo> {
  const info = await processes.get(pid);
  if (!info) throw new ProfError('NOT_FOUND', `pid:${pid}: no such process`);
  if (!info.ownedByUs) throw refusal(pid, 'not a process of ours', 'run prof as the user who started it');
  if (!(await processes.isNode(pid))) {
    const what = info.executable ?? info.args[0] ?? 'its program';
    throw refusal(pid, `not a Node.js process: ${what}`, 'SIGUSR1 would end it; nothing was sent');
  }
  if (info.otherNetwork) {
    throw refusal(pid, 'it runs in a network of its own (a container)', 'run prof inside that container');
  }
  return info;
}

function refusal(pid: number, why: string, hint: string): ProfError {
  return new ProfError('NOT_ALLOWED', `pid:${pid}: ${why}`, { hints: [hint], details: { pid } });
}

async function findOpenInspector(
  info: ProcessInfo,
  { deadline }: WakeOptions,
  { processes, inspector }: WakeDeps,
): Promise<InspectorSession | undefined> {
  const configured = await configuredPort(info, processes);
  const ports = await processes.listeningPorts(info.pid);
  for (const { host, port } of ports) {
    if (port !== configured && (port < USUAL_PORTS.from || port > USUAL_PORTS.to)) continue;
    const timeoutMs = Math.min(CONNECT_MS, deadline.remainingMs());
    try {
      return await inspector.connect({ host, port, timeoutMs, signal: deadline.signal });
    } catch (error) {
      // Another service of that program listens there.
      if (!(error instanceof ProfError) || deadline.signal.aborted) throw error;
    }
  }
  return undefined;
}

async function configuredPort(info: ProcessInfo, processes: ProcessTable): Promise<number> {
  const { NODE_OPTIONS } = await processes.environment(info.pid, ['NODE_OPTIONS']);
  return inspectorPortOf(info.args, NODE_OPTIONS);
}

async function requireDefaultHandler(options: WakeOptions, processes: ProcessTable): Promise<void> {
  const { pid } = options;
  const handling = await processes.inspectorSignal(pid);
  const ways = 'start it with --inspect and use node://127.0.0.1:9229';
  switch (handling.kind) {
    case 'node-default':
      return;
    case 'own-handler':
      throw refusal(pid, 'the program handles SIGUSR1 itself; nothing was sent', ways);
    case 'unhandled':
      throw refusal(pid, 'SIGUSR1 does not open its inspector; nothing was sent', ways);
    case 'unknown':
      if (options.assumeNoHandler) return;
      throw new ProfError(
        'NOT_ALLOWED',
        `pid:${pid}: cannot tell whether the program handles SIGUSR1 itself: ${handling.why}; nothing was sent`,
        {
          hints: [ways, 'if you know that it has no handler for SIGUSR1: --assume-no-handler'],
          details: { pid },
        },
      );
  }
}

async function requireFreePort(info: ProcessInfo, processes: ProcessTable): Promise<void> {
  const port = await configuredPort(info, processes);
  if (port === 0 || !(await processes.isPortTaken(port))) return;
  throw new ProfError(
    'UNREACHABLE',
    `pid:${info.pid}: its inspector would open on port ${port}, where another process listens; nothing was sent`,
    { hints: ['end the other debugging session first'], details: { pid: info.pid, port } },
  );
}

async function wake(info: ProcessInfo, options: WakeOptions, deps: WakeDeps): Promise<ProcessSession> {
  const { processes, inspector } = deps;
  const before = await processes.listeningPorts(info.pid);
  options.deadline.signal.throwIfAborted();
  await processes.wakeInspector(info);
  // From here on the inspector is open or about to be: whatever happens, it has to be closed again.
  try {
    const { host, port } = await newPort(info.pid, before, processes, options.deadline.signal);
    const timeoutMs = Math.min(CONNECT_MS, options.deadline.remainingMs());
    const { signal } = options.deadline;
    const session = await inspector.connect({ host, port, timeoutMs, signal });
    return { session, release: () => closeInspector(session, info.pid, port, processes) };
  } catch (error) {
    await closeWoken(info.pid, before, deps);
    throw error;
  }
}

/** The port that the process listens on now and did not before; only its own sockets count. */
async function newPort(
  pid: number,
  before: readonly ListeningPort[],
  processes: ProcessTable,
  signal: AbortSignal,
): Promise<ListeningPort> {
  for (;;) {
    const opened = (await processes.listeningPorts(pid)).find(
      ({ port }) => !before.some((known) => known.port === port),
    );
    if (opened) return opened;
    await waitMs(POLL_MS, signal);
  }
}

/** After a failure between signal and session: waits for the inspector to come up, and closes it. */
async function closeWoken(pid: number, before: readonly ListeningPort[], deps: WakeDeps): Promise<void> {
  const signal = AbortSignal.timeout(CLOSE_MS);
  try {
    const { host, port } = await newPort(pid, before, deps.processes, signal);
    const session = await deps.inspector.connect({ host, port, timeoutMs: CLOSE_MS, signal });
    await closeInspector(session, pid, port, deps.processes);
  } catch {
    // It has ended, or never listened; the first failure is the one to report.
  }
}

/** True once /proc shows that the port is closed (or the process gone). */
async function closeInspector(
  session: InspectorSession,
  pid: number,
  port: number,
  processes: ProcessTable,
): Promise<boolean> {
  const signal = AbortSignal.timeout(CLOSE_MS);
  tellToClose(session);
  try {
    for (;;) {
      const ports = await processes.listeningPorts(pid).catch(() => []);
      if (!ports.some((open) => open.port === port)) return true;
      await waitMs(POLL_MS, signal);
    }
  } catch {
    return false;
  } finally {
    await session.close();
  }
}
