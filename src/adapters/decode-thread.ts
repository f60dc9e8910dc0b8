import { Worker } from 'node:worker_threads';
import type { ProfileDecoder } from '../ports/profile-decoder.ts';

type Decoded = Awaited<ReturnType<ProfileDecoder['decode']>>;

interface Waiting {
  resolve(profile: Decoded): void;
  reject(error: unknown): void;
}

/** Beside the bundle, or the source where prof runs from its sources. */
const ENTRY = import.meta.url.endsWith('.ts') ? '../workers/decode-worker.ts' : '../workers/decode-worker.js';

export function openDecodeThread(): ProfileDecoder {
  const worker = new Worker(new URL(ENTRY, import.meta.url), { stdin: false });
  // Requests are answered in their order.
  const waiting: Waiting[] = [];
  let failure: unknown;
  const failAll = (error: unknown) => {
    failure = error;
    for (const request of waiting.splice(0)) request.reject(error);
  };
  worker.on('message', (profile: Decoded | undefined) => {
    const request = waiting.shift();
    if (profile === undefined) request?.reject(new Error('no profile'));
    else request?.resolve(profile);
  });
  worker.on('error', failAll);
  worker.on('exit', () => failAll(new Error('the thread has ended')));
  return {
    decode: (bytes, limits) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage({ bytes, limits });
      }),
    close: () => void worker.terminate(),
  };
}
