import { describe, expect, it } from 'vitest';
import type { RunJournal } from '../../src/ports/run-journal.ts';

/** What every journal does. @param open the same journal, as another process would see it */
export function runJournalContract(name: string, open: () => RunJournal): void {
  describe(`run journal: ${name}`, () => {
    it('knows nothing at first, and then the newest mark of each subject', async () => {
      expect(await open().read()).toEqual(new Map());
      await open().note(
        new Map([
          ['a', 1000],
          ['b', 2000],
        ]),
      );
      await open().note(new Map([['a', 3000]]));
      expect(await open().read()).toEqual(
        new Map([
          ['b', 2000],
          ['a', 3000],
        ]),
      );
    });

    it('forgets what was not done after all', async () => {
      await open().note(
        new Map<string, number | undefined>([
          ['gone', 1],
          ['kept', 2],
        ]),
      );
      await open().note(new Map([['gone', undefined]]));
      const marks = await open().read();
      expect(marks.has('gone')).toBe(false);
      expect(marks.get('kept')).toBe(2);
    });

    it('takes any text for a subject', async () => {
      const subject = '["https://x","a/b\n{}\u2028","cpu"]';
      await open().note(new Map([[subject, 7]]));
      expect((await open().read()).get(subject)).toBe(7);
    });

    it('keeps what several note at once', async () => {
      const names = Array.from({ length: 50 }, (_, i) => `worker-${i}`);
      await Promise.all(names.map((subject, i) => open().note(new Map([[subject, i]]))));
      const marks = await open().read();
      expect(names.map((subject) => marks.get(subject))).toEqual(names.map((_, i) => i));
    });
  });
}
