import { appendFileSync, chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRunJournal } from '../../src/adapters/run-journal.ts';
import { MemoryRunJournal } from '../support/memory-run-journal.ts';
import { temporaryFolder } from '../support/run-prof.ts';
import { runJournalContract } from './run-journal.ts';

let folder = '';
beforeEach(() => {
  folder = `${temporaryFolder().path}/state`;
});

runJournalContract('a file', () => createRunJournal(folder));

let inMemory = new MemoryRunJournal();
beforeEach(() => {
  inMemory = new MemoryRunJournal();
});
runJournalContract('the one of tests', () => inMemory);

describe('the file of a journal', () => {
  it('may hold lines that are cut short, and others', async () => {
    const journal = createRunJournal(folder);
    await journal.note(new Map([['a', 5]]));
    appendFileSync(
      `${folder}/captures.jsonl`,
      '{"subject":"b","timeMs":"x"}\n[]\nnull\n{"subject":"c","ti\n',
    );
    await journal.note(new Map([['d', 6]]));
    expect(await journal.read()).toEqual(
      new Map([
        ['a', 5],
        ['d', 6],
      ]),
    );
  });

  it('does not grow without end, and keeps what is new', async () => {
    const journal = createRunJournal(folder);
    const dayMs = 24 * 3600 * 1000;
    const long = 'x'.repeat(1000);
    await journal.note(new Map([['yesterday', 1000]]));
    for (let i = 0; i < 300; i++) await journal.note(new Map([[`${long}${i}`, 2 * dayMs + i]]));
    expect(statSync(`${folder}/captures.jsonl`).size).toBeLessThan(256 * 1024 + 2000);
    const marks = await journal.read();
    expect(marks.get(`${long}299`)).toBe(2 * dayMs + 299);
    expect(marks.has('yesterday')).toBe(false);
  });

  it('is for the user alone, and what cannot be kept is no error', async () => {
    await createRunJournal(folder).note(new Map([['a', 1]]));
    expect(statSync(`${folder}/captures.jsonl`).mode & 0o777).toBe(0o600);
    writeFileSync(`${folder}/file`, '');
    const nowhere = createRunJournal(`${folder}/file/below`);
    await nowhere.note(new Map([['a', 1]]));
    expect(await nowhere.read()).toEqual(new Map());
    mkdirSync(`${folder}/sealed`);
    chmodSync(`${folder}/sealed`, 0o500);
    await createRunJournal(`${folder}/sealed/state`).note(new Map([['a', 1]]));
  });
});
