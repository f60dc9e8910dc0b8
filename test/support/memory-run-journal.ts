import type { RunJournal } from '../../src/ports/run-journal.ts';

/** A journal that passes the contract. */
export class MemoryRunJournal implements RunJournal {
  readonly marks = new Map<string, number>();

  async read(): Promise<ReadonlyMap<string, number>> {
    return new Map(this.marks);
  }

  async note(marks: ReadonlyMap<string, number | undefined>): Promise<void> {
    for (const [subject, timeMs] of marks) {
      this.marks.delete(subject);
      if (timeMs !== undefined) this.marks.set(subject, timeMs);
    }
  }
}
