import { buildNodes } from '../../profile/graph-nodes.ts';
import type { Profile } from '../../profile/profile.ts';
import { chooseSampleIndex } from '../../profile/sample-value.ts';
import { nodeStack } from '../node-stack.ts';
import type { EncodeOptions } from '../profile-format.ts';
import { NO_STACK, StackTree } from '../stack-tree.ts';
import { firefoxFrames } from './firefox-frames.ts';
import { firefoxThread } from './firefox-thread.ts';

/**
 * Versions that the profile is written in; the Firefox Profiler upgrades what is older than itself. Their changes:
 * https://github.com/firefox-devtools/profiler/blob/main/docs-developer/CHANGELOG-formats.md
 */
const PROCESSED_VERSION = 70;
const GECKO_VERSION = 36;

/**
 * One thread for each sample type, the one of `sampleIndex` selected; samples without a value of the type are left out.
 * A profile in the pprof model has no time line: samples stand one behind the other, as long as their values.
 * @throws ProfError USAGE for a sample type that is not there.
 */
export function encodeFirefox(profile: Profile, options: EncodeOptions): Iterable<string> {
  const selected = chooseSampleIndex(profile, options.sampleIndex);
  return pieces(profile, selected, options);
}

function* pieces(profile: Profile, selected: number, options: EncodeOptions): Generator<string> {
  const { samples } = profile;
  const nodes = buildNodes(profile, {
    granularity: 'lines',
    showColumns: true,
    keepPrefixes: true,
    ...options.frames,
    keepObjectNames: true,
  });
  const tree = new StackTree(nodes.count);
  const stackOf = new Uint32Array(samples.count);
  for (let sample = 0; sample < samples.count; sample++) {
    let stack = NO_STACK;
    for (const node of nodeStack(samples, sample, nodes)) stack = tree.call(stack, node);
    stackOf[sample] = stack;
  }
  yield `{"meta":${JSON.stringify(metaOf(profile, selected, options.name ?? 'profile'))},"libs":[],"pages":[],\n"shared":{`;
  yield* firefoxFrames(nodes);
  yield ',\n"stackTable":';
  yield* stackTable(tree);
  yield '},\n"threads":[';
  for (const type of profile.sampleTypes.keys()) {
    if (type > 0) yield ',\n';
    yield* firefoxThread(profile, type, stackOf);
  }
  yield ']}\n';
}

function metaOf(profile: Profile, selected: number, name: string) {
  return {
    interval: 1,
    startTime: Number(profile.timeNanos / 1_000_000n),
    processType: 0,
    product: name,
    stackwalk: 1,
    version: GECKO_VERSION,
    preprocessedProfileVersion: PROCESSED_VERSION,
    importedFrom: 'prof',
    symbolicated: true,
    symbolicationNotSupported: true,
    usesOnlyOneStackType: true,
    sourceCodeIsNotOnSearchfox: true,
    markerSchema: [],
    categories: [{ name: 'Other', color: 'grey', subcategories: ['Other'] }],
    keepProfileThreadOrder: true,
    initialVisibleThreads: [...profile.sampleTypes.keys()],
    initialSelectedThreads: [selected],
  };
}

const PIECE_ENTRIES = 10_000;

/** Stack 0 of the tree, that without frames, is none here, so all numbers are one less. */
function* stackTable(tree: StackTree): Generator<string> {
  const length = tree.count - 1;
  yield `{"length":${length},"frame":[`;
  yield* numbers(length, (stack) => tree.frame(stack + 1));
  yield '],"prefixOffset":[';
  yield* numbers(length, (stack) => {
    const caller = tree.caller(stack + 1);
    return caller === NO_STACK ? 0 : stack + 1 - caller;
  });
  yield ']}';
}

function* numbers(length: number, numberAt: (i: number) => number): Generator<string> {
  for (let from = 0; from < length; from += PIECE_ENTRIES) {
    const part = Array.from({ length: Math.min(PIECE_ENTRIES, length - from) }, (_, i) => numberAt(from + i));
    yield `${from === 0 ? '' : ','}${part.join(',')}`;
  }
}
