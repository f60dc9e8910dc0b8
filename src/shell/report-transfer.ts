import { failureLine } from '../present/store-text.ts';
import { type TransferFailure, throwIfAllFailed } from '../store/transfer-all.ts';
import type { Output } from './output.ts';

/** The failures that are told one by one; a store that went away fails alike for each. */
const TOLD = 20;

export interface TransferOutcome {
  /** What was carried, removed, and so on. */
  readonly doneCount: number;
  readonly failed: readonly TransferFailure[];
  readonly remaining: number;
}

/**
 * Says what failed and what is left. True: the exit status is that of partial success.
 * @throws ProfError the first failure, where nothing was done at all.
 */
export function reportTransfer(out: Output, { doneCount, failed, remaining }: TransferOutcome): boolean {
  throwIfAllFailed(doneCount, failed);
  for (const { name, error } of failed.slice(0, TOLD)) out.warn(failureLine(name, error));
  if (failed.length > TOLD) out.warn(`${failed.length - TOLD} more failed`);
  if (remaining > 0) out.warn(`stopped with ${remaining} left; the same command goes on from there`);
  return failed.length + remaining > 0;
}
