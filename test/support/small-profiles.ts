import { ProfileBuilder } from '../../src/profile/builder.ts';
import { encodePprof } from '../../src/profile/encode.ts';
import { gzip } from '../../src/profile/gzip.ts';

export interface SmallProfileOptions {
  /** `type/unit`, in order. */
  readonly sampleTypes?: readonly string[];
  readonly defaultSampleType?: string;
  readonly time?: string;
  readonly seconds?: number;
  readonly comments?: readonly string[];
  /** Stacks, root first, with one value for all sample types. */
  readonly stacks?: Readonly<Record<string, number>>;
}

/** A gzip pprof profile of a few stacks. */
export function smallProfile(options: SmallProfileOptions = {}): Uint8Array {
  const {
    sampleTypes = ['samples/count', 'cpu/nanoseconds'],
    stacks = { 'main;work': 30, 'main;idle': 12 },
  } = options;
  const builder = new ProfileBuilder({
    sampleTypes: sampleTypes.map((text) => ({ type: text.split('/')[0]!, unit: text.split('/')[1]! })),
    ...(options.defaultSampleType === undefined ? {} : { defaultSampleType: options.defaultSampleType }),
    ...(options.time === undefined ? {} : { timeNanos: BigInt(Date.parse(options.time)) * 1_000_000n }),
    ...(options.seconds === undefined ? {} : { durationNanos: BigInt(options.seconds) * 1_000_000_000n }),
    ...(options.comments === undefined ? {} : { comments: [...options.comments] }),
  });
  for (const [stack, value] of Object.entries(stacks)) {
    const leafFirst = stack
      .split(';')
      .reverse()
      .map((name) => builder.addLocation({ lines: [{ function: builder.addFunction({ name }), line: 1 }] }));
    builder.addSample(
      leafFirst,
      sampleTypes.map(() => value),
    );
  }
  return gzip(encodePprof(builder.build()));
}

/** A CPU profile as V8 writes it. */
export function smallCpuProfile(): Uint8Array {
  const callFrame = (functionName: string) => ({
    functionName,
    scriptId: '1',
    url: 'file:///app.js',
    lineNumber: 1,
    columnNumber: 0,
  });
  return new TextEncoder().encode(
    JSON.stringify({
      nodes: [
        { id: 1, callFrame: callFrame('(root)'), hitCount: 0, children: [2] },
        { id: 2, callFrame: callFrame('work'), hitCount: 2 },
      ],
      startTime: 1000,
      endTime: 3000,
      samples: [2, 2],
      timeDeltas: [1000, 1000],
    }),
  );
}
