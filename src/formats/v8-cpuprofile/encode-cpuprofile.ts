/** V8's CPU profile, written: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile. */
import type { Profile } from '../../profile/profile.ts';
import type { EncodeOptions } from '../profile-format.ts';
import { childrenOf } from '../v8-stack-tree.ts';
import { layOutSamples, type SampleLayout } from './lay-out-samples.ts';
import { type NodeRuns, sampleRuns } from './sample-runs.ts';

/** Ids of nodes count from 1, as V8's do. */
const idOf = (node: number): number => node + 1;
const ITEMS_A_PIECE = 10_000;

/**
 * The file, in pieces. Its clock begins at 0, for the format has no date; labels, addresses and the other sample types
 * are not in it. The order of samples is that of the call tree, not of the program.
 * @throws ProfError USAGE for a sample type that is not there, BAD_DATA for negative values.
 */
export function encodeCpuProfile(profile: Profile, { sampleIndex }: EncodeOptions): Iterable<string> {
  const runs = sampleRuns(profile, sampleIndex);
  return pieces(runs, layOutSamples(runs), Number(profile.durationNanos));
}

function* pieces(runs: NodeRuns, layout: SampleLayout, durationNanos: number): Generator<string> {
  const { deltas, endMicros } = timesOf(layout, durationNanos);
  yield '{"nodes":[';
  yield* joined(nodeTexts(runs, layout));
  yield `],"startTime":0,"endTime":${endMicros},"samples":[`;
  yield* joined(mapped(layout.nodes, idOf));
  yield '],"timeDeltas":[';
  yield* joined(mapped(deltas, (micros) => micros));
  yield ']}';
}

/**
 * What is not sampled lies before the first sample, where readers count it for nobody. Profiles of several cores hold
 * more time than they took: there the end is that of the samples.
 */
function timesOf(
  { nanos }: SampleLayout,
  durationNanos: number,
): { deltas: Float64Array; endMicros: number } {
  const all = nanos.reduce((sum, each) => sum + each, 0);
  const last = nanos.at(-1) ?? 0;
  const before = Math.max(0, durationNanos - all);
  const isOneSample = nanos.length === 1;
  const end = durationNanos < all - last || isOneSample ? before + all : Math.max(durationNanos, before);
  const deltas = new Float64Array(nanos.length);
  for (let i = 0; i < nanos.length; i++) deltas[i] = (i === 0 ? before : nanos[i - 1]!) / 1000;
  return { deltas, endMicros: end / 1000 };
}

function* nodeTexts({ tree, lines }: NodeRuns, layout: SampleLayout): Generator<string> {
  const children = childrenOf(tree);
  const hits = new Uint32Array(tree.count);
  for (const node of layout.nodes) hits[node]! += 1;
  for (let node = 0; node < tree.count; node++) {
    const { functionName, scriptId, url, lineNumber, columnNumber } = tree.callFrame(node);
    const ticks = [...(lines.get(node) ?? [])].map(([line, count]) => ({ line, ticks: count }));
    yield JSON.stringify({
      id: idOf(node),
      callFrame: { functionName, scriptId, url, lineNumber, columnNumber },
      hitCount: hits[node],
      children: children[node]!.map(idOf),
      ...(ticks.length === 0 ? {} : { positionTicks: ticks }),
    });
  }
}

function* mapped(values: ArrayLike<number>, text: (value: number) => number): Generator<string> {
  for (let i = 0; i < values.length; i++) yield String(text(values[i]!));
}

/** With commas between, many to a piece. */
function* joined(items: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  let comma = '';
  for (const item of items) {
    piece.push(comma + item);
    comma = ',';
    if (piece.length < ITEMS_A_PIECE) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}
