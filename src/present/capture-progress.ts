import type { CaptureEvent } from '../capture/events.ts';
import { formatValue } from '../profile/measurement.ts';

interface RunningProfile {
  readonly target: string;
  readonly type: string;
  readonly seconds: number | undefined;
  readonly startedMs: number;
}

/**
 * Follows the events of a capture for people: `lineFor` gives the lasting line of an event, if it deserves one,
 * `status` the live line. What failed is counted here and told at the end, with what to do about it.
 */
export class CaptureProgress {
  readonly #running = new Map<string, RunningProfile>();
  #next: Extract<CaptureEvent, { kind: 'next-run' }> | undefined;
  #done = 0;
  #failed = 0;

  /** Takes an event in; returns what is to be said of it for good. */
  lineFor(event: CaptureEvent, nowMs: number): string | undefined {
    switch (event.kind) {
      case 'profile-started':
        this.#running.set(keyOf(event), { ...event, startedMs: nowMs });
        return undefined;
      case 'profile-kept':
        this.#running.delete(keyOf(event));
        this.#done += 1;
        return `${event.target}: ${event.type} kept (${formatValue(event.sizeBytes, 'bytes', 'minimum')})`;
      case 'failed':
        this.#running.delete(keyOf(event));
        this.#failed += 1;
        return undefined;
      case 'note':
        return event.message;
      case 'warning':
        return `warning: ${event.target}: ${event.message}`;
      case 'next-run':
        this.#next = event;
        return undefined;
      case 'target-started':
        this.#next = undefined;
        return undefined;
      case 'target-finished':
        return undefined;
    }
  }

  /** `cpu of http://… 12/30 s, heap of …; 3 kept, 1 failed` */
  status(nowMs: number): string {
    if (this.#next !== undefined) return nextText(this.#next, nowMs);
    const shown = [...this.#running.values()].slice(0, 3).map((profile) => {
      const elapsed = Math.floor((nowMs - profile.startedMs) / 1000);
      const time = profile.seconds === undefined ? `${elapsed} s` : `${elapsed}/${profile.seconds} s`;
      return `${profile.type} of ${profile.target} ${time}`;
    });
    const more = this.#running.size - shown.length;
    if (more > 0) shown.push(`${more} more`);
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    return `${shown.join(', ') || (this.#done + this.#failed > 0 ? 'waiting' : 'connecting')}; ${this.#done} kept${failed}`;
  }
}

function nextText({ atMs, done, of }: Extract<CaptureEvent, { kind: 'next-run' }>, nowMs: number): string {
  const at = new Date(atMs).toISOString().slice(11, 19);
  const waitSeconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000));
  return `run ${done + 1}${of === undefined ? '' : ` of ${of}`} at ${at} UTC, in ${waitSeconds} s; Ctrl-C ends the series`;
}

function keyOf({ target, type }: { readonly target: string; readonly type: string | undefined }): string {
  return `${target}\n${type ?? ''}`;
}
