import type { FlameInput, TreeOptions } from '../flame/build-call-tree.ts';
import type { CallTree } from '../flame/call-tree.ts';

/** Makes trees of one profile's stacks on a thread of its own. */
export interface TreeBuilder {
  build(input: Omit<FlameInput, 'stacks'>, options: TreeOptions): Promise<CallTree>;
  /** Ends the thread. */
  close(): void;
}

/** Starts the thread, which keeps a copy of the stacks. */
export type OpenTreeBuilder = (stacks: FlameInput['stacks']) => TreeBuilder;
