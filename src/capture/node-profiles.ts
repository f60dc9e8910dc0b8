import { ProfError } from '../kit/errors.ts';
import type { InspectorSession } from '../ports/inspector.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import type { ProfileExtension } from '../store/keys.ts';
import { type Deadline, orAbort } from './deadline.ts';
import type { ProfileRequest } from './profile-request.ts';
import type { ProfileSink } from './taken-profile.ts';

/**
 * Profiles of a Node.js program through its V8 inspector, kept in V8's own formats.
 * Protocol: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/ and …/HeapProfiler/
 */
export const NODE_PROFILES: Readonly<Record<string, ProfileExtension>> = {
  cpu: 'cpuprofile',
  heap: 'heapprofile',
  heapsnapshot: 'heapsnapshot',
};

/** V8's own default: fine enough for small programs, too rare to be felt. */
const HEAP_SAMPLING_BYTES = 32_768;

export interface NodeCapture {
  readonly requests: readonly ProfileRequest[];
  readonly seconds: number;
  readonly limits: DecodeLimits;
}

export interface NodeCaptureDeps {
  readonly session: InspectorSession;
  readonly deadline: Deadline;
  readonly sink: ProfileSink;
}

/**
 * CPU and heap run side by side over the same seconds (a heap profile samples what is allocated while it runs and
 * is still alive at its end), a heap snapshot comes last: it stops the program for a while.
 */
export async function captureNode(capture: NodeCapture, deps: NodeCaptureDeps): Promise<void> {
  const known = capture.requests.filter((request) => isOffered(request));
  for (const request of capture.requests) {
    if (!isOffered(request)) deps.sink.failed(request, notOffered(request));
  }
  const timed = known.filter((request) => request.profile !== 'heapsnapshot');
  if (timed.length > 0) await takeTimed(timed, capture, deps);
  for (const request of known) {
    if (request.profile === 'heapsnapshot') await takeSnapshot(request, capture, deps);
  }
}

function isOffered(request: ProfileRequest): boolean {
  return !request.isDelta && Object.hasOwn(NODE_PROFILES, request.profile);
}

function notOffered(request: ProfileRequest): ProfError {
  return new ProfError('NOT_FOUND', `a Node.js program has no ${request.text} profile`, {
    hints: [`it offers: ${Object.keys(NODE_PROFILES).join(', ')}`],
  });
}

const START: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  cpu: ['Profiler.start', {}],
  heap: ['HeapProfiler.startSampling', { samplingInterval: HEAP_SAMPLING_BYTES }],
};
const STOP: Readonly<Record<string, string>> = { cpu: 'Profiler.stop', heap: 'HeapProfiler.stopSampling' };

async function takeTimed(
  requests: readonly ProfileRequest[],
  capture: NodeCapture,
  { session, deadline, sink }: NodeCaptureDeps,
): Promise<void> {
  const ask = (method: string, params = {}) => orAbort(session.send(method, params), deadline.signal);
  const ending = programEnding(session);
  await ask('NodeRuntime.enable').catch(rethrowUnlessOld);
  await ask('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).catch(rethrowUnlessOld);
  if (requests.some((request) => request.profile === 'cpu')) await ask('Profiler.enable');
  const startedMs = performance.now();
  for (const request of requests) {
    const [method, params] = START[request.profile]!;
    sink.started(request, capture.seconds);
    await ask(method, params);
  }
  const endedEarly = await waitOrEnd(capture.seconds * 1000, ending, deadline.signal);
  const measuredSeconds = (performance.now() - startedMs) / 1000;
  const warnings = endedEarly ? [`the program ended after ${measuredSeconds.toFixed(1)} s`] : [];
  for (const request of requests) {
    try {
      const { profile } = await ask(STOP[request.profile]!);
      const bytes = new TextEncoder().encode(JSON.stringify(profile));
      checkShape(request, profile);
      const ext = NODE_PROFILES[request.profile]!;
      const requestedSeconds = capture.seconds;
      await sink.taken({ request, ext, bytes, requestedSeconds, measuredSeconds, warnings });
    } catch (error) {
      sink.failed(request, error);
    }
  }
}

/**
 * A Node.js program that comes to its end waits for its inspector sessions to go: until we have what was recorded,
 * and not longer.
 */
function programEnding(session: InspectorSession): Promise<true> {
  return new Promise((resolve) => {
    session.on('NodeRuntime.waitingForDisconnect', () => resolve(true));
    session.ended.then(() => resolve(true));
  });
}

/** An inspector that does not know a method answers an error (BAD_DATA); anything else ends the capture. */
function rethrowUnlessOld(error: unknown): void {
  if (!(error instanceof ProfError) || error.code !== 'BAD_DATA') throw error;
}

async function waitOrEnd(durationMs: number, ending: Promise<true>, signal: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), durationMs);
  });
  try {
    return await orAbort(Promise.race([ending, elapsed]), signal);
  } finally {
    clearTimeout(timer);
  }
}

function checkShape(request: ProfileRequest, profile: unknown): void {
  const shape = profile as { nodes?: unknown; head?: unknown } | null | undefined;
  const fits = request.profile === 'cpu' ? Array.isArray(shape?.nodes) : typeof shape?.head === 'object';
  if (!fits) throw new ProfError('BAD_PROFILE', `the inspector sent no ${request.profile} profile`);
}

async function takeSnapshot(
  request: ProfileRequest,
  capture: NodeCapture,
  { session, deadline, sink }: NodeCaptureDeps,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const encoder = new TextEncoder();
  const maxBytes = capture.limits.decodedBytes;
  const stopListening = session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    const bytes = encoder.encode(String(chunk));
    sizeBytes += bytes.length;
    if (sizeBytes <= maxBytes) chunks.push(bytes);
    else chunks.length = 0;
  });
  sink.started(request, undefined);
  try {
    await orAbort(session.send('HeapProfiler.enable'), deadline.signal);
    await orAbort(session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false }), deadline.signal);
    if (sizeBytes > maxBytes) {
      throw new ProfError(
        'LIMIT',
        `the heap snapshot has ${sizeBytes} bytes, more than the limit of ${maxBytes}`,
        {
          hints: [`--limit decodedBytes=${sizeBytes} lets it through`],
        },
      );
    }
    if (sizeBytes === 0) throw new ProfError('BAD_PROFILE', 'the inspector sent no heap snapshot');
    const bytes = joinChunks(chunks, sizeBytes);
    const taken = { request, ext: NODE_PROFILES.heapsnapshot!, bytes, warnings: [] };
    await sink.taken({ ...taken, requestedSeconds: undefined, measuredSeconds: undefined });
  } catch (error) {
    sink.failed(request, error);
  } finally {
    stopListening();
  }
}

function joinChunks(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const whole = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
