import type { StoreEvent } from '../store/events.ts';
import { sizeText } from './store-text.ts';

const BAR_CELLS = 20;
/** Before that a rate says nothing. */
const RATE_AFTER_MS = 500;

/** Follows the events of a transfer and words the live line. */
export class TransferProgress {
  #count = 0;
  #sizeBytes = 0;
  #done = 0;
  #doneBytes = 0;
  #failed = 0;
  #startedMs = 0;

  /** Whether the line has changed. */
  follow(event: StoreEvent, nowMs: number): boolean {
    if (event.kind === 'transfer-started') {
      this.#count = event.count;
      this.#sizeBytes = event.sizeBytes;
      this.#done = 0;
      this.#doneBytes = 0;
      this.#failed = 0;
      this.#startedMs = nowMs;
      return true;
    }
    if (event.kind !== 'transfer-advanced') return false;
    this.#done += 1;
    this.#doneBytes += event.sizeBytes;
    if (event.failed) this.#failed += 1;
    return true;
  }

  /** `[########------------] 412/1000, 82.40MB of 200MB, 35.10MB/s, 4 s left` */
  status(nowMs: number): string {
    const share = this.#count === 0 ? 0 : this.#done / this.#count;
    const filled = Math.floor(share * BAR_CELLS);
    const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}] ${this.#done}/${this.#count}`;
    const failed = this.#failed === 0 ? [] : [`${this.#failed} failed`];
    return [bar, ...this.#sizes(), ...failed, ...this.#pace(nowMs)].join(', ');
  }

  /** Sizes of files are not known before they are read. */
  #sizes(): string[] {
    return this.#sizeBytes === 0 ? [] : [`${sizeText(this.#doneBytes)} of ${sizeText(this.#sizeBytes)}`];
  }

  #pace(nowMs: number): string[] {
    const passedMs = nowMs - this.#startedMs;
    if (passedMs < RATE_AFTER_MS || this.#done === 0 || this.#done === this.#count) return [];
    const share = this.#sizeBytes > 0 ? this.#doneBytes / this.#sizeBytes : this.#done / this.#count;
    const left = share > 0 ? [`${Math.ceil((passedMs * (1 / share - 1)) / 1000)} s left`] : [];
    const perSecond = (1000 / passedMs) * (this.#sizeBytes > 0 ? this.#doneBytes : this.#done);
    return [this.#sizeBytes > 0 ? `${sizeText(perSecond)}/s` : `${perSecond.toFixed(0)}/s`, ...left];
  }
}
