import { Worker } from 'node:worker_threads';
import { type ErrorCode, ProfError } from '../kit/errors.ts';
import type { FlameEngine, StartFlameEngine } from '../ports/flame-engine.ts';

interface Failure {
  /** Of a ProfError. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hints?: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly stack?: string;
}

type Answer =
  | { readonly note: string }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure };

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Beside the bundle, or the source where prof runs from its sources. */
const ENTRY = import.meta.url.endsWith('.ts') ? '../workers/flame-worker.ts' : '../workers/flame-worker.js';

/** @param entry what runs on the thread, beside this module; tests have others */
export const startFlameThread =
  (entry = ENTRY): StartFlameEngine<unknown> =>
  (start, onNote) =>
    new FlameThread(new Worker(new URL(entry, import.meta.url), { workerData: start, stdin: false }), onNote);

class FlameThread implements FlameEngine {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  constructor(worker: Worker, onNote: (note: string) => void) {
    this.worker = worker;
    worker.unref();
    worker.on('message', (answer: Answer) => {
      if ('note' in answer) onNote(answer.note);
      else this.settle(answer);
    });
    worker.on('error', (error) => this.failAll(error));
    worker.on('exit', () => this.failAll(new Error('the thread of the flame graph has ended')));
  }

  open = () => this.ask<'open'>('open');
  look = (...given: Parameters<FlameEngine['look']>) => this.ask<'look'>('look', ...given);
  tree = (...given: Parameters<FlameEngine['tree']>) => this.ask<'tree'>('tree', ...given);
  frames = (...given: Parameters<FlameEngine['frames']>) => this.ask<'frames'>('frames', ...given);
  match = (...given: Parameters<FlameEngine['match']>) => this.ask<'match'>('match', ...given);
  write = (...given: Parameters<FlameEngine['write']>) => this.ask<'write'>('write', ...given);
  functions = (...given: Parameters<FlameEngine['functions']>) =>
    this.ask<'functions'>('functions', ...given);
  report = (...given: Parameters<FlameEngine['report']>) => this.ask<'report'>('report', ...given);

  changes = (...given: Parameters<FlameEngine['changes']>) => this.ask<'changes'>('changes', ...given);

  close(): void {
    void this.worker.terminate();
  }

  private ask<M extends Exclude<keyof FlameEngine, 'close'>>(
    method: M,
    ...parameters: Parameters<FlameEngine[M]>
  ): ReturnType<FlameEngine[M]> {
    const id = this.asked++;
    this.worker.ref();
    const answer = new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, parameters });
    });
    return answer as ReturnType<FlameEngine[M]>;
  }

  private settle(answer: Exclude<Answer, { readonly note: string }>): void {
    const request = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if ('failure' in answer) request?.reject(errorOf(answer.failure));
    else request?.resolve(answer.result);
  }

  private failAll(error: unknown): void {
    for (const request of this.waiting.values()) request.reject(error);
    this.waiting.clear();
  }
}

function errorOf({ code, message, hints, details, stack }: Failure): Error {
  if (code !== undefined) return new ProfError(code, message, { hints: hints ?? [], details: details ?? {} });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
