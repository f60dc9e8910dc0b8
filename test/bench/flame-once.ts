// Times one flame graph, for the benchmark: node flame-once.ts FILE. Prints milliseconds as JSON.
import { readFileSync } from 'node:fs';
import { buildCallTree } from '../../src/flame/build-call-tree.ts';
import { buildFrames } from '../../src/flame/frames.ts';
import { buildStackTree, stackValues } from '../../src/flame/stack-tree.ts';
import { decodePprof } from '../../src/profile/decode.ts';

const profile = decodePprof(readFileSync(process.argv[2]!));
const times: Record<string, number> = {};
let since = process.cpuUsage().user / 1000;
const lap = (name: string) => {
  const now = process.cpuUsage().user / 1000;
  times[name] = Math.round(10 * (now - since)) / 10;
  since = process.cpuUsage().user / 1000;
};
const stacks = buildStackTree(profile.samples);
lap('stacks');
const values = stackValues(stacks, profile.samples.values.at(-1)!);
lap('values');
const frames = buildFrames(profile);
lap('frames');
const tree = buildCallTree({ stacks, frames, values });
lap('tree');
const inverted = buildCallTree({ stacks, frames, values }, { isInverted: true });
lap('callers');
buildCallTree({ stacks, frames, values }, { isRecursionCollapsed: true });
lap('collapsed');
process.stdout.write(
  `${JSON.stringify({ ...times, samples: profile.samples.count, frameRefs: profile.samples.stack.length, nodes: tree.count, callersNodes: inverted.count, trimmed: inverted.trimmed })}\n`,
);
