/**
 * A program that prof runs inside a container, on the Node.js that is there: `wake REQUEST` proves that SIGUSR1 opens
 * the inspector of a process and does nothing else, sends it, waits until the inspector listens, and prints as JSON
 * what became of it.
 */
import { inspectorSignal } from '../adapters/processes/inspector-signal.ts';
import { isPortTaken, listeningPorts } from '../adapters/processes/listening-sockets.ts';
import { readStat } from '../adapters/processes/read-stat.ts';
import type { WakeAnswer, WakeRequest } from '../ports/node-processes.ts';

const POLL_MS = 20;
/** A busy program opens its inspector as soon as one that is idle: it has a thread for that. */
const OPEN_MS = 5000;

async function wake(request: WakeRequest): Promise<WakeAnswer> {
  const { pid, startedAt, inspectorPort, assumeNoHandler } = request;
  const handling = await inspectorSignal(pid);
  const isAssumed = handling.kind === 'unknown' && assumeNoHandler;
  if (handling.kind !== 'node-default' && !isAssumed) return { kind: 'handled', handling };
  if (inspectorPort !== 0 && (await isPortTaken(inspectorPort))) return { kind: 'port-taken' };
  const before = await listeningPorts(pid);
  if ((await readStat(pid))?.startedAt !== startedAt) return { kind: 'gone' };
  try {
    process.kill(pid, 'SIGUSR1');
  } catch {
    return { kind: 'refused' };
  }
  const endsAt = Date.now() + OPEN_MS;
  while (Date.now() < endsAt) {
    const now = await listeningPorts(pid).catch(() => []);
    const opened = now.find(({ port }) => !before.some((known) => known.port === port));
    if (opened) return { kind: 'listening', ...opened };
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { kind: 'silent' };
}

wake(JSON.parse(process.argv[1]!) as WakeRequest)
  // Until the signal all that fails is a look at a process that has ended.
  .catch((): WakeAnswer => ({ kind: 'gone' }))
  .then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
