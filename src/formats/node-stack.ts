import type { NodeTable } from '../profile/graph-nodes.ts';
import type { SampleTable } from '../profile/profile.ts';

/** The stack of a sample as nodes, from the root, inlined functions behind their callers. */
export function nodeStack(samples: SampleTable, sample: number, nodes: NodeTable): number[] {
  const stack: number[] = [];
  for (let i = samples.stackOffset[sample + 1]! - 1; i >= samples.stackOffset[sample]!; i--) {
    const location = samples.stack[i]!;
    for (let n = nodes.locationOffset[location + 1]! - 1; n >= nodes.locationOffset[location]!; n--) {
      stack.push(nodes.locationNode[n]!);
    }
  }
  return stack;
}
