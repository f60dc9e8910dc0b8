/**
 * What this machine has profiled lately, from one run of prof to the next. Contract: test/contracts/run-journal.ts.
 *
 * Keeping never fails: where nothing can be kept, nothing is known.
 */
export interface RunJournal {
  /** When each subject was last profiled, in milliseconds since 1970. */
  read(): Promise<ReadonlyMap<string, number>>;
  /** Notes when subjects were profiled; undefined: after all, they were not. What others note stays. */
  note(marks: ReadonlyMap<string, number | undefined>): Promise<void>;
}
