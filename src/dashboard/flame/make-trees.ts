import { buildCallTree } from '../../flame/build-call-tree.ts';
import type { FlameSource } from '../../flame/flame-source.ts';
import { buildFrames, type FrameTable } from '../../flame/frames.ts';
import { stackValues } from '../../flame/stack-tree.ts';
import { treeOptionsOf } from '../../flame/view/tree-request.ts';
import type { ShownTree, TreeSettings } from '../../flame/view/view-state.ts';
import type { OpenTreeBuilder, TreeBuilder } from '../../ports/tree-builder.ts';
import type { NodeOptions } from '../../profile/graph-nodes.ts';

/** From so many nodes on a tree takes longer than a key may: it is made beside the screen. */
const THREAD_FROM_NODES = 50_000;

/** Makes the trees that settings ask for, of one profile. */
export class TreeMaker {
  private readonly source: FlameSource;
  private readonly nodes: NodeOptions;
  private readonly thread: TreeBuilder | undefined;
  private readonly frames = new Map<string, FrameTable>();

  constructor(source: FlameSource, nodes: NodeOptions, openThread: OpenTreeBuilder | undefined) {
    this.source = source;
    this.nodes = nodes;
    const { count, location, parent } = source.stacks;
    const isLarge = count >= THREAD_FROM_NODES;
    this.thread = isLarge ? openThread?.({ count, location, parent }) : undefined;
  }

  async make(settings: TreeSettings): Promise<ShownTree> {
    const { stacks, profile, isBase } = this.source;
    const frames = this.framesOf(settings);
    const values = stackValues(stacks, profile.samples.values[settings.sampleIndex]!, isBase);
    const options = treeOptionsOf(settings, frames);
    const tree =
      this.thread === undefined
        ? buildCallTree({ stacks, frames, values }, options)
        : await this.thread.build({ frames, values }, options);
    return { frames, tree, settings };
  }

  close(): void {
    this.thread?.close();
  }

  private framesOf({ granularity, noInlines }: TreeSettings): FrameTable {
    const key = `${granularity} ${noInlines}`;
    let frames = this.frames.get(key);
    if (frames === undefined) {
      frames = buildFrames(this.source.profile, { ...this.nodes, granularity, noInlines });
      this.frames.set(key, frames);
    }
    return frames;
  }
}
