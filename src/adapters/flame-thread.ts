import { Worker } from 'node:worker_threads';
import type { CallTree } from '../flame/call-tree.ts';
import type { OpenTreeBuilder } from '../ports/tree-builder.ts';

type Answer = { readonly tree: CallTree } | { readonly error: unknown };

interface Waiting {
  resolve(tree: CallTree): void;
  reject(error: unknown): void;
}

/** Beside the bundle, or the source where prof runs from its sources. */
const ENTRY = import.meta.url.endsWith('.ts') ? '../workers/flame-worker.ts' : '../workers/flame-worker.js';

export const openFlameThread = (): OpenTreeBuilder => (stacks) => {
  const entry = new URL(ENTRY, import.meta.url);
  const worker = new Worker(entry, { stdin: false });
  // Requests are answered in their order.
  const waiting: Waiting[] = [];
  worker.unref();
  worker.postMessage({ kind: 'open', stacks });
  worker.on('message', (answer: Answer) => {
    const request = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if ('tree' in answer) request?.resolve(answer.tree);
    else request?.reject(answer.error);
  });
  worker.on('error', (error) => {
    for (const request of waiting.splice(0)) request.reject(error);
  });
  return {
    build: ({ frames, values }, options) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.ref();
        // Functions cannot be sent, and names need not be.
        const { count, rank, locationOffset, locationFrame } = frames;
        const input = { frames: { count, rank, locationOffset, locationFrame }, values };
        worker.postMessage({ kind: 'build', input, options });
      }),
    close: () => void worker.terminate(),
  };
};
