import type { Profile } from '../../profile/profile.ts';

interface WeightKind {
  readonly weightType: 'samples' | 'tracing-ms' | 'bytes';
  /** Of the sample type's unit to one of the weight's. */
  readonly scale: number;
}

const KINDS: Readonly<Record<string, WeightKind>> = {
  nanoseconds: { weightType: 'tracing-ms', scale: 1e-6 },
  microseconds: { weightType: 'tracing-ms', scale: 1e-3 },
  milliseconds: { weightType: 'tracing-ms', scale: 1 },
  seconds: { weightType: 'tracing-ms', scale: 1000 },
  bytes: { weightType: 'bytes', scale: 1 },
};
const COUNTED: WeightKind = { weightType: 'samples', scale: 1 };

const PIECE_SAMPLES = 10_000;

/** A sample type as a thread. @param stackOf by sample: 0 for none, else one more than the stack's number in the table. */
export function* firefoxThread(profile: Profile, type: number, stackOf: Uint32Array): Generator<string> {
  const { samples, sampleTypes } = profile;
  const { type: name, unit } = sampleTypes[type]!;
  const { weightType, scale } = Object.hasOwn(KINDS, unit) ? KINDS[unit]! : COUNTED;
  const column = samples.values[type]!;
  const shown: number[] = [];
  for (let sample = 0; sample < samples.count; sample++) if (Number(column[sample]) !== 0) shown.push(sample);
  const weights = shown.map((sample) => Number(column[sample]) * scale);
  yield `${JSON.stringify(threadHead(name, type)).slice(0, -1)},\n"samples":{`;
  yield `"length":${shown.length},"weightType":"${weightType}","stack":[`;
  yield* listed(shown.map((sample) => (stackOf[sample] === 0 ? 'null' : stackOf[sample]! - 1)));
  yield '],"time":[';
  yield* listed(startTimes(weights, weightType));
  yield '],"weight":[';
  yield* listed(weights);
  yield ']}}';
}

function threadHead(name: string, type: number) {
  return {
    name,
    isMainThread: type === 0,
    processType: 'default',
    processStartupTime: 0,
    processShutdownTime: null,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    pid: '0',
    tid: type,
    markers: { length: 0, data: [], name: [], startTime: [], endTime: [], phase: [], category: [] },
  };
}

/** Milliseconds: where the weight is time, each begins where the one before ended; else one each. */
function startTimes(weights: readonly number[], weightType: WeightKind['weightType']): number[] {
  if (weightType !== 'tracing-ms') return [...weights.keys()];
  let now = 0;
  return weights.map((weight) => {
    const start = now;
    now += Math.abs(weight);
    return start;
  });
}

function* listed(values: readonly (number | string)[]): Generator<string> {
  for (let from = 0; from < values.length; from += PIECE_SAMPLES) {
    yield `${from === 0 ? '' : ','}${values.slice(from, from + PIECE_SAMPLES).join(',')}`;
  }
}
