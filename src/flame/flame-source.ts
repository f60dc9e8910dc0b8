import type { NodeOptions } from '../profile/graph-nodes.ts';
import type { Profile } from '../profile/profile.ts';
import { baseSamples } from '../profile/sample-value.ts';
import { buildCallTree, type TreeOptions } from './build-call-tree.ts';
import type { CallTree } from './call-tree.ts';
import { buildFrames, type FrameTable } from './frames.ts';
import { buildStackTree, type StackTree, stackValues } from './stack-tree.ts';

/** A profile ready for flame graphs: whatever is shown of it is made from this. */
export interface FlameSource {
  readonly profile: Profile;
  /** Made when it is first asked for. */
  readonly stacks: StackTree;
  /** 1 for each sample of a comparison's base; undefined where nothing is compared. */
  readonly isBase: Uint8Array | undefined;
}

/** A profile that holds a comparison (made with `diff_base`) is compared with its base. */
export function flameSource(profile: Profile): FlameSource {
  let stacks: StackTree | undefined;
  return {
    profile,
    get stacks() {
      stacks ??= buildStackTree(profile.samples);
      return stacks;
    },
    isBase: baseSamples(profile),
  };
}

export interface FlameOptions extends TreeOptions {
  readonly sampleIndex: number;
  /** Default: filefunctions. */
  readonly nodes?: NodeOptions;
}

export interface FlameGraph {
  readonly frames: FrameTable;
  readonly tree: CallTree;
}

/** One flame graph of a profile. */
export function flameGraph(source: FlameSource, options: FlameOptions): FlameGraph {
  const frames = buildFrames(source.profile, options.nodes);
  const column = source.profile.samples.values[options.sampleIndex]!;
  const values = stackValues(source.stacks, column, source.isBase);
  return { frames, tree: buildCallTree({ stacks: source.stacks, frames, values }, options) };
}
