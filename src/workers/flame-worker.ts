/** The thread behind a flame graph on a screen: it holds the profile, and answers one request after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { flameEngine } from '../flame-engine/flame-engine.ts';
import type { FlameStart } from '../flame-engine/flame-start.ts';
import { ProfError } from '../kit/errors.ts';
import type { FlameEngine } from '../ports/flame-engine.ts';
import { storeEventLine } from '../present/store-text.ts';
import { createWiring } from '../wire.ts';

interface Request {
  readonly id: number;
  readonly method: Exclude<keyof FlameEngine, 'close'>;
  readonly parameters: unknown[];
}

const start = workerData as FlameStart;
const note = (text: string) => parentPort?.postMessage({ note: text });

const engine = flameEngine(start, {
  ...createWiring(start.config),
  cwd: process.cwd(),
  tz: process.env.TZ,
  warn: note,
  emit: (event) => {
    const line = storeEventLine(event);
    if (line !== undefined) note(line);
  },
});

parentPort?.on('message', async ({ id, method, parameters }: Request) => {
  try {
    const call = engine[method] as (...given: unknown[]) => Promise<unknown>;
    const result = await call.apply(engine, parameters);
    parentPort?.postMessage({ id, result }, method === 'look' || method === 'tree' ? buffersOf(result) : []);
  } catch (error) {
    parentPort?.postMessage({ id, failure: failureOf(error) });
  }
});

/** The memory of a tree, which is nobody else's: it is handed over, not copied. */
function buffersOf(tree: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const collect = (value: unknown) => {
    if (ArrayBuffer.isView(value)) buffers.add(value.buffer as ArrayBuffer);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(tree);
  return [...buffers];
}

/** Errors keep no properties of their own on the way to another thread. */
function failureOf(error: unknown) {
  if (error instanceof ProfError) {
    const { code, message, hints, details } = error;
    return { code, message, hints, details };
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}
