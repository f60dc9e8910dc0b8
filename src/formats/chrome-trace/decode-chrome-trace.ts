/**
 * The CPU samples in a trace of Chrome, from its performance panel, `chrome://tracing` or the protocol's Tracing domain:
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU (Trace Event Format).
 */
import { ProfError } from '../../kit/errors.ts';
import { type BuilderLabel, ProfileBuilder } from '../../profile/builder.ts';
import type { DecodeLimits } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { StackSize } from '../stack-size.ts';
import { addNodeTimes, sumNodeTimes } from '../v8-cpuprofile/add-node-times.ts';
import { type CallTree, readCallTree } from '../v8-cpuprofile/call-tree.ts';
import { cpuOptions } from '../v8-cpuprofile/decode-cpuprofile.ts';
import { modernize } from '../v8-cpuprofile/legacy-tree.ts';
import { type NodeTimes, sumHits, sumSamples } from '../v8-cpuprofile/node-times.ts';
import { readMoment, readSampleTimes } from '../v8-cpuprofile/sample-times.ts';
import { type CpuTrack, readCpuTracks } from './cpu-tracks.ts';

interface TimedTrack {
  readonly track: CpuTrack;
  readonly tree: CallTree;
  readonly times: NodeTimes;
  readonly wholeMicros: number;
}

/**
 * The CPU samples of all threads, with the types and by the rules of a V8 CPU profile; labels say of which process and
 * thread each is. Events with a duration are no samples and are left out.
 * @throws ProfError BAD_PROFILE with what is wrong and where, BAD_DATA for a trace without CPU samples, LIMIT.
 */
export function decodeChromeTrace(bytes: Uint8Array, limits: DecodeLimits): Profile {
  const tracks = readCpuTracks(bytes, limits).map(timeTrack);
  if (tracks.length === 0) throw noSamples();
  const total = { count: 0, micros: 0 };
  let wholeMicros = 0;
  for (const { times, wholeMicros: whole } of tracks) {
    const sum = sumNodeTimes(times);
    total.count += sum.count;
    total.micros += sum.micros;
    wholeMicros = Math.max(wholeMicros, whole, sum.micros);
  }
  const builder = new ProfileBuilder(cpuOptions(total, wholeMicros));
  const size = new StackSize(limits);
  for (const { track, tree, times } of tracks)
    addNodeTimes(builder, tree, times, { size, labels: labelsOf(track) });
  return builder.build();
}

function timeTrack(track: CpuTrack): TimedTrack {
  try {
    const file = modernize(track.file);
    const tree = readCallTree(file.nodes);
    const wholeMicros = Math.max(
      0,
      (readMoment(file, 'endTime') ?? 0) - (readMoment(file, 'startTime') ?? 0),
    );
    const samples = readSampleTimes(file, tree);
    const times =
      samples === undefined
        ? sumHits(tree, tree.hitCounts ?? new Float64Array(tree.count), wholeMicros)
        : sumSamples(tree, samples);
    return { track, tree, times, wholeMicros };
  } catch (error) {
    if (!(error instanceof ProfError)) throw error;
    const where = `CPU profile of process ${track.pid ?? '?'}, thread ${track.tid ?? '?'}`;
    throw new ProfError(error.code, `${where}: ${error.message}`, {
      hints: error.hints,
      details: { ...error.details, pid: track.pid, tid: track.tid },
      cause: error,
    });
  }
}

function labelsOf({ pid, tid, processName, threadName }: CpuTrack): BuilderLabel[] {
  const labels: BuilderLabel[] = [];
  if (processName !== undefined) labels.push({ key: 'process', str: processName });
  if (pid !== undefined) labels.push({ key: 'pid', num: pid });
  if (threadName !== undefined) labels.push({ key: 'thread', str: threadName });
  if (tid !== undefined) labels.push({ key: 'tid', num: tid });
  return labels;
}

function noSamples(): ProfError {
  return new ProfError(
    'BAD_DATA',
    'a Chrome trace without CPU samples: it tells when events happened, not where time went',
    {
      hints: [
        'record it with the category disabled-by-default-v8.cpu_profiler, which the performance panel of DevTools turns on',
        'for a Node.js program take a CPU profile: node --cpu-prof, or prof capture pid:N -t cpu',
      ],
      details: { format: 'chrome-trace' },
    },
  );
}
