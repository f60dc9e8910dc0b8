import { TransferProgress } from '../present/transfer-progress.ts';
import type { EmitStoreEvent } from '../store/events.ts';
import type { Progress } from './progress.ts';

/** As often as it can be read. */
const REDRAW_MS = 100;

/** A live bar on stderr for what `emit` is told; `end` takes it away. */
export function followTransfer(progress: Progress): { readonly emit: EmitStoreEvent; end(): void } {
  const followed = new TransferProgress();
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    emit: (event) => {
      const nowMs = performance.now();
      if (!followed.follow(event, nowMs) || nowMs - drawnMs < REDRAW_MS) return;
      drawnMs = nowMs;
      progress.status(followed.status(nowMs));
    },
    end: () => progress.clear(),
  };
}
