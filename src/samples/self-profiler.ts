import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeProfile } from '../formats/registry.ts';
import { encodePprof } from '../profile/encode.ts';
import { keepSamples } from '../profile/filter-samples.ts';
import { gzip } from '../profile/gzip.ts';
import type { Profile } from '../profile/profile.ts';

const HEAP_SAMPLING_BYTES = 32_768;
const IDLE = '(idle)';

/** This program's own profiles as pprof, for its `/debug/pprof/`. */
export interface SelfProfiler {
  /** Undefined: another one is being taken. */
  cpu(seconds: number): Promise<Uint8Array> | undefined;
  /** What was allocated since the start and is still alive. */
  heap(): Promise<Uint8Array>;
}

export async function startSelfProfiler(): Promise<SelfProfiler> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('HeapProfiler.startSampling', { samplingInterval: HEAP_SAMPLING_BYTES });
  let isBusy = false;
  const takeCpu = async (seconds: number): Promise<Uint8Array> => {
    isBusy = true;
    try {
      const startedMs = Date.now();
      await session.post('Profiler.start');
      await sleep(seconds * 1000);
      const { profile } = await session.post('Profiler.stop');
      return pack(withoutIdle(await convert(profile)), startedMs);
    } finally {
      isBusy = false;
    }
  };
  return {
    cpu: (seconds) => (isBusy ? undefined : takeCpu(seconds)),
    heap: async () => {
      const { profile } = await session.post('HeapProfiler.getSamplingProfile');
      return pack(await convert(profile), Date.now());
    },
  };
}

function convert(profile: object): Promise<Profile> {
  return decodeProfile(new TextEncoder().encode(JSON.stringify(profile)));
}

/** A server's CPU profile has no waiting in it. */
function withoutIdle(profile: Profile): Profile {
  const { samples, locations, functions, strings } = profile;
  return keepSamples(profile, (sample) => {
    const leaf = samples.stack[samples.stackOffset[sample]!]!;
    const fn = locations.lineFunction[locations.lineOffset[leaf]!]!;
    return strings.get(functions.name[fn]!) !== IDLE;
  });
}

function pack(profile: Profile, startedMs: number): Uint8Array {
  return gzip(encodePprof({ ...profile, timeNanos: BigInt(startedMs) * 1_000_000n }));
}
