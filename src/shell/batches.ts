import { setTimeout as pause } from 'node:timers/promises';

export interface BatchOptions {
  /** The most of one batch. */
  readonly most: number;
  /** How long the first of a batch waits for others. */
  readonly waitMs: number;
}

/** Things as they are found, some at a time: as many as come together. A batch is never empty. */
export async function* batches<T>(
  items: AsyncIterable<T>,
  { most, waitMs }: BatchOptions,
): AsyncGenerator<readonly T[]> {
  const source = items[Symbol.asyncIterator]();
  let batch: T[] = [];
  let next = source.next();
  let isLate: Promise<'late'> | undefined;
  try {
    for (;;) {
      const got = isLate === undefined ? await next : await Promise.race([next, isLate]);
      if (got !== 'late' && got.done) break;
      if (got !== 'late') {
        batch.push(got.value);
        next = source.next();
        isLate ??= pause(waitMs, 'late' as const, { ref: false });
      }
      if (got === 'late' || batch.length === most) {
        yield batch;
        batch = [];
        isLate = undefined;
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    next.catch(() => {});
    await source.return?.();
  }
}
