/** The thread that makes flame graphs' trees: gets stacks once, then one request for a tree after the other. */
import { parentPort } from 'node:worker_threads';
import { buildCallTree, type FlameInput, type TreeOptions } from '../flame/build-call-tree.ts';

type Message =
  | { readonly kind: 'open'; readonly stacks: FlameInput['stacks'] }
  | { readonly kind: 'build'; readonly input: Omit<FlameInput, 'stacks'>; readonly options: TreeOptions };

let stacks: FlameInput['stacks'] | undefined;

parentPort?.on('message', (message: Message) => {
  if (message.kind === 'open') {
    stacks = message.stacks;
    return;
  }
  try {
    parentPort?.postMessage({ tree: buildCallTree({ ...message.input, stacks: stacks! }, message.options) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
});
