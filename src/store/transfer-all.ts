import { type ErrorCode, ProfError } from '../kit/errors.ts';
import type { EmitStoreEvent } from './events.ts';
import { workInParallel } from './work-pool.ts';

/** One thing to carry from here to there. */
export interface TransferItem {
  /** A key, a path: what a failure is reported under. */
  readonly name: string;
  /** As far as it is known. */
  readonly sizeBytes: number;
}

export interface TransferFailure {
  readonly name: string;
  readonly error: ProfError;
}

export interface Transferred<Done> {
  /** In the order of the items. */
  readonly done: readonly Done[];
  readonly failed: readonly TransferFailure[];
  /** Neither done nor failed: the transfer was stopped, or given up. */
  readonly remaining: number;
}

export interface TransferDeps {
  /** How many at once; 10. */
  readonly parallel?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly emit?: EmitStoreEvent | undefined;
}

export const DEFAULT_PARALLEL = 10;
/** Bytes held at once, whatever the number of profiles. */
const MAX_BYTES_UNDER_WAY = 64 * 1024 * 1024;
/** After so many failures of this kind without a success between them, the other side is taken to be gone. */
const FAILURES_IN_A_ROW = 10;
const OTHER_SIDE: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'TIMEOUT', 'NOT_ALLOWED']);
const NO_SPACE: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Carries all items, some at once. One that fails leaves the others be, unless the rest would fail as well: the disk is
 * full, or the other side is gone. An aborted signal ends what is under way; it is not thrown, for what was done counts.
 */
export async function transferAll<Item extends TransferItem, Done>(
  items: readonly Item[],
  carry: (item: Item) => Promise<Done>,
  { parallel = DEFAULT_PARALLEL, signal, emit }: TransferDeps,
): Promise<Transferred<Done>> {
  const done = new Map<Item, Done>();
  const failed = new Map<Item, ProfError>();
  let inARow = 0;
  emit?.({ kind: 'transfer-started', count: items.length, sizeBytes: sumOf(items) });
  const work = async (item: Item): Promise<'go-on' | 'stop'> => {
    if (signal?.aborted) return 'stop';
    try {
      done.set(item, await carry(item));
      inARow = 0;
    } catch (error) {
      if (signal?.aborted) return 'stop';
      if (!(error instanceof ProfError)) throw error;
      failed.set(item, error);
      inARow = OTHER_SIDE.has(error.code) ? inARow + 1 : 0;
    }
    const error = failed.get(item);
    emit?.({ kind: 'transfer-advanced', sizeBytes: item.sizeBytes, failed: error !== undefined });
    return NO_SPACE.has(error?.details.errno) || inARow >= FAILURES_IN_A_ROW ? 'stop' : 'go-on';
  };
  await workInParallel(items, work, {
    parallel,
    maxBytes: MAX_BYTES_UNDER_WAY,
    bytesOf: ({ sizeBytes }) => sizeBytes,
  });
  return {
    done: items.filter((item) => done.has(item)).map((item) => done.get(item)!),
    failed: items.flatMap((item) => {
      const error = failed.get(item);
      return error ? [{ name: item.name, error }] : [];
    }),
    remaining: items.length - done.size - failed.size,
  };
}

/** @throws ProfError the first failure, where there was nothing but failures. */
export function throwIfAllFailed(doneCount: number, failed: readonly TransferFailure[]): void {
  if (doneCount === 0 && failed[0]) throw failed[0].error;
}

function sumOf(items: readonly TransferItem[]): number {
  return items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
