import { ProfError } from '../kit/errors.ts';

/** A signal that aborts at a moment or with another signal, whichever is first. */
export interface Deadline {
  readonly signal: AbortSignal;
  remainingMs(): number;
  /** Must be called when the work is done: the timer would hold the process. */
  release(): void;
}

/** @param message of the TIMEOUT error with which the signal aborts. */
export function startDeadline(durationMs: number, outer: AbortSignal, message: string): Deadline {
  const controller = new AbortController();
  const endsAtMs = performance.now() + durationMs;
  const onAbort = () => controller.abort(outer.reason);
  const timer = setTimeout(() => {
    const hints = ['a longer --timeout gives a slow program more time'];
    controller.abort(new ProfError('TIMEOUT', message, { hints }));
  }, durationMs);
  if (outer.aborted) onAbort();
  else outer.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, endsAtMs - performance.now()),
    release: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    },
  };
}

/** Resolves after a time; rejects with the signal's reason if it aborts first. */
export function waitMs(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, durationMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The promise's own outcome, or a rejection with the signal's reason as soon as it aborts. */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(signal.reason);
  }
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
