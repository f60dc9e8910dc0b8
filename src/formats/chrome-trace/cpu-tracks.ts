/**
 * The CPU profiles in a trace: V8 writes one for each thread that runs JavaScript, as a `Profile` event that begins it
 * and `ProfileChunk` events with what came since the last. DevTools reads them so, too.
 */
import type { DecodeLimits } from '../../profile/limits.ts';
import { isObject, type JsonObject, wrongValue } from '../json-document.ts';
import { type TraceEvent, traceEvents } from './trace-events.ts';

/** One thread's CPU profile in the form of a `.cpuprofile`. */
export interface CpuTrack {
  readonly pid: number | undefined;
  readonly tid: number | undefined;
  readonly processName: string | undefined;
  readonly threadName: string | undefined;
  readonly file: JsonObject;
}

interface Chunk {
  readonly at: number;
  readonly data: JsonObject;
  readonly path: string;
}

interface Found {
  pid: number | undefined;
  tid: number | undefined;
  start: JsonObject | undefined;
  /** A whole profile in one event, as Chrome wrote before version 60. */
  whole: JsonObject | undefined;
  readonly chunks: Chunk[];
}

/** The tracks that hold samples, in the order in which they began in the file. @throws ProfError BAD_PROFILE, LIMIT */
export function readCpuTracks(bytes: Uint8Array, limits: DecodeLimits): CpuTrack[] {
  const found = new Map<string, Found>();
  const threads = new Map<string, string>();
  const processes = new Map<string, string>();
  const names = ['Profile', 'ProfileChunk', 'CpuProfile', 'thread_name', 'process_name'];
  for (const { event, index } of traceEvents(bytes, names, limits)) {
    const { args } = event;
    if (!isObject(args)) continue;
    if (event.name === 'thread_name' || event.name === 'process_name') {
      if (typeof args.name !== 'string' || args.name === '') continue;
      if (event.name === 'thread_name') threads.set(`${event.pid} ${event.tid}`, args.name);
      else processes.set(`${event.pid}`, args.name);
    } else if (isObject(args.data)) addTo(trackOf(found, event), { event, index }, args.data);
  }
  return [...found.values()].flatMap((track) => {
    const file = track.whole ?? joinChunks(track);
    if (file === undefined) return [];
    const { pid, tid } = track;
    return [
      { pid, tid, processName: processes.get(`${pid}`), threadName: threads.get(`${pid} ${tid}`), file },
    ];
  });
}

/** Chunks come from the sampler's own thread: only process and id say to which profile they belong. */
function trackOf(found: Map<string, Found>, event: JsonObject): Found {
  const { id2 } = event;
  const id = event.id ?? (isObject(id2) ? (id2.global ?? id2.local) : undefined);
  const key = JSON.stringify([event.pid, id ?? event.tid]);
  let track = found.get(key);
  if (track === undefined) {
    track = { pid: wholeNumber(event.pid), tid: undefined, start: undefined, whole: undefined, chunks: [] };
    found.set(key, track);
  }
  return track;
}

function addTo(track: Found, { event, index }: TraceEvent, data: JsonObject): void {
  const path = `traceEvents[${index}].args.data`;
  if (event.name === 'ProfileChunk') {
    track.chunks.push({ at: typeof event.ts === 'number' ? event.ts : 0, data, path });
    return;
  }
  track.tid = wholeNumber(event.tid);
  if (event.name === 'Profile') track.start = data;
  else if (isObject(data.cpuProfile)) track.whole = data.cpuProfile;
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** The chunks in the order of time; undefined where they hold no samples. */
function joinChunks({ start, chunks }: Found): JsonObject | undefined {
  const nodes: unknown[] = [];
  const samples: unknown[] = [];
  const timeDeltas: unknown[] = [];
  let endTime: unknown;
  for (const { data, path } of chunks.toSorted((a, b) => a.at - b.at)) {
    const profile = isObject(data.cpuProfile) ? data.cpuProfile : {};
    const before = samples.length;
    append(nodes, profile.nodes, `${path}.cpuProfile.nodes`);
    append(samples, profile.samples, `${path}.cpuProfile.samples`);
    append(timeDeltas, data.timeDeltas ?? profile.timeDeltas, `${path}.timeDeltas`);
    if (timeDeltas.length !== samples.length) {
      throw wrongValue(`${path}.timeDeltas`, `are not one for each of ${samples.length - before} samples`);
    }
    endTime = data.endTime ?? profile.endTime ?? endTime;
  }
  if (samples.length === 0) return undefined;
  return { nodes, samples, timeDeltas, startTime: start?.startTime, endTime };
}

function append(all: unknown[], added: unknown, path: string): void {
  if (added === undefined || added === null) return;
  if (!Array.isArray(added)) throw wrongValue(path, 'is not an array');
  for (const item of added) all.push(item);
}
