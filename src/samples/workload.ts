import { setFlagsFromString } from 'node:v8';

const TICK_MS = 20;
/** Share of the time that requests take as long as nothing is slow: enough for a short profile. */
const USUAL_SHARE = 0.3;
/** And at most: the program answers from outside in the pauses, and another fits on the core. */
const LARGEST_SHARE = 0.7;
const CALIBRATION_MS = 300;

/**
 * Handles requests that come at a steady rate, for ever. The rate is what this machine serves in its usual share of the
 * time; when requests become slower that share grows, and those that find no time are turned away.
 */
export function serveForEver(handleRequest: () => void): void {
  const comingPerTick = (USUAL_SHARE * TICK_MS) / requestMs(handleRequest);
  let waiting = 0;
  const serveTick = (): void => {
    const startedAt = performance.now();
    waiting = Math.min(waiting, comingPerTick) + comingPerTick;
    for (; waiting >= 1 && performance.now() - startedAt < LARGEST_SHARE * TICK_MS; waiting--)
      handleRequest();
    setTimeout(serveTick, startedAt + TICK_MS - performance.now());
  };
  serveTick();
}

/** How long a request takes on this machine once the code is warm. */
function requestMs(handleRequest: () => void): number {
  const startedAt = performance.now();
  let handled = 0;
  let middle = { handled: 0, atMs: startedAt };
  for (let now = startedAt; now - startedAt < CALIBRATION_MS; now = performance.now()) {
    handleRequest();
    handled++;
    if (now - startedAt < CALIBRATION_MS / 2) middle = { handled, atMs: now };
  }
  return (performance.now() - middle.atMs) / Math.max(1, handled - middle.handled);
}

/** Each function keeps a frame of its own, so that profiles show the names that stand in the source. */
export function keepFrames(): void {
  setFlagsFromString('--no-turbo-inlining');
  setFlagsFromString('--no-maglev-inlining');
}
