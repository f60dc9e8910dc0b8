import type { CaptureEvent } from '../capture/events.ts';
import { CaptureProgress } from '../present/capture-progress.ts';
import type { Progress } from './progress.ts';

const TICK_MS = 1000;

/** A live line on a terminal, refreshed each second, above it what was kept and warnings. */
export function followCapture(progress: Progress): {
  readonly emit: (event: CaptureEvent) => void;
  readonly end: () => void;
} {
  const followed = new CaptureProgress();
  const show = () => progress.status(followed.status(Date.now()));
  const timer = setInterval(show, TICK_MS);
  return {
    emit: (event) => {
      const line = followed.lineFor(event, Date.now());
      if (line !== undefined) progress.line(line);
      show();
    },
    end: () => {
      clearInterval(timer);
      progress.clear();
    },
  };
}
