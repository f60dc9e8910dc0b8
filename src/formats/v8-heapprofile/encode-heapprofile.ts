/**
 * V8's sampling heap profile, written:
 * https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#type-SamplingHeapProfile.
 */
import { areUnitsCompatible, scale } from '../../profile/measurement.ts';
import type { Profile, ValueColumn } from '../../profile/profile.ts';
import { chooseSampleIndex } from '../../profile/sample-value.ts';
import type { EncodeOptions } from '../profile-format.ts';
import { childrenOf, ROOT, requireNoNegatives, StackTree } from '../v8-stack-tree.ts';

interface NodeValues {
  readonly tree: StackTree;
  readonly size: number[];
  readonly objects: number[];
}

/** Each object is an entry of its own in V8's list: for more than these, a node has one entry. */
const MAX_OBJECTS = 1_000_000;
const ITEMS_A_PIECE = 10_000;
const idOf = (node: number): number => node + 1;

/**
 * The file, in pieces: the chosen value as bytes (of a value in another unit, one unit as one byte), and the objects
 * where the profile has `inuse_objects`.
 * @throws ProfError USAGE for a sample type that is not there, BAD_DATA for negative values.
 */
export function encodeHeapProfile(profile: Profile, { sampleIndex }: EncodeOptions): Iterable<string> {
  return pieces(sumByNode(profile, sampleIndex));
}

function sumByNode(profile: Profile, sampleIndex: string): NodeValues {
  const index = chooseSampleIndex(profile, sampleIndex);
  const { sampleTypes, samples } = profile;
  const unit = sampleTypes[index]!.unit;
  const bytesPerUnit = areUnitsCompatible(unit, 'bytes') ? scale(1, unit, 'B').value : 1;
  const sizes = samples.values[index]!;
  const counts = samples.values[sampleTypes.findIndex(({ type }) => type === 'inuse_objects')];
  const tree = new StackTree(profile);
  const size: number[] = [];
  const objects: number[] = [];
  for (const column of [sizes, counts]) {
    if (column !== undefined) requireNoNegatives(column, 'a V8 heap profile');
  }
  const isCounted = sumOf(counts) <= MAX_OBJECTS;
  for (let s = 0; s < samples.count; s++) {
    const bytes = Number(sizes[s]!) * bytesPerUnit;
    const count = Number(counts?.[s] ?? 0);
    if (bytes === 0 && count === 0) continue;
    const node = tree.leafOf(s);
    size[node] = (size[node] ?? 0) + bytes;
    objects[node] = isCounted ? (objects[node] ?? 0) + count : 1;
  }
  return { tree, size, objects };
}

function sumOf(column: ValueColumn | undefined): number {
  let sum = 0;
  for (const value of column ?? []) sum += Number(value);
  return sum;
}

function* pieces(values: NodeValues): Generator<string> {
  yield '{"head":';
  yield* grouped(nestedNodes(values));
  yield ',"samples":[';
  yield* grouped(objectTexts(values));
  yield ']}';
}

/** Callers around their callees, without recursion: stacks may be deeper than the engine's own. */
function* nestedNodes({ tree, size }: NodeValues): Generator<string> {
  const children = childrenOf(tree);
  /** Nodes to open, and `closing` where a node ends. */
  const waiting: number[] = [ROOT];
  const closing = -1;
  let comma = '';
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === closing) {
      yield ']}';
      comma = ',';
      continue;
    }
    const { functionName, scriptId, url, lineNumber, columnNumber } = tree.callFrame(node);
    const callFrame = JSON.stringify({ functionName, scriptId, url, lineNumber, columnNumber });
    yield `${comma}{"callFrame":${callFrame},"selfSize":${Math.round(size[node] ?? 0)},"id":${idOf(node)},"children":[`;
    comma = '';
    waiting.push(closing);
    for (let i = children[node]!.length - 1; i >= 0; i--) waiting.push(children[node]![i]!);
  }
}

/** V8 numbers objects in the order of time, which profiles do not keep: here it is that of the tree. */
function* objectTexts({ tree, size, objects }: NodeValues): Generator<string> {
  let ordinal = 0;
  for (let node = 0; node < tree.count; node++) {
    const count = objects[node] ?? 0;
    const each = count === 0 ? 0 : Math.round((size[node] ?? 0) / count);
    for (let i = 0; i < count; i++) {
      ordinal += 1;
      yield `${ordinal === 1 ? '' : ','}{"size":${each},"nodeId":${idOf(node)},"ordinal":${ordinal}}`;
    }
  }
}

function* grouped(texts: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const text of texts) {
    piece.push(text);
    if (piece.length < ITEMS_A_PIECE) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}
