import { setFlagsFromString } from 'node:v8';

/** Share of the time that a sample program works: enough for a short profile, and another program fits on the core. */
const BUSY_MS = 14;
const REST_MS = 6;

/**
 * Handles one request after the other, for ever, with pauses in which the program answers from outside. The time is
 * fixed, not the number of requests: a slower request takes from the others' time, as on a server under load.
 */
export function serveForEver(handleRequest: () => void): void {
  const until = performance.now() + BUSY_MS;
  while (performance.now() < until) handleRequest();
  setTimeout(() => serveForEver(handleRequest), REST_MS);
}

/** Each function keeps a frame of its own, so that profiles show the names that stand in the source. */
export function keepFrames(): void {
  setFlagsFromString('--no-turbo-inlining');
  setFlagsFromString('--no-maglev-inlining');
}
