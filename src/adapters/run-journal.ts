import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunJournal } from '../ports/run-journal.ts';

/** Beyond this the file is written anew with what is still of use. */
const MAX_BYTES = 256 * 1024;
const DAY_MS = 24 * 3600 * 1000;

/**
 * A journal in `$XDG_STATE_HOME/prof/captures.jsonl`: a line for each mark, the last one of a subject counts. Lines are
 * appended in one write, so that several processes may note at once.
 */
export function createRunJournal(stateFolder: string): RunJournal {
  const path = join(stateFolder, 'captures.jsonl');
  return {
    read: async () => readMarks(path),
    note: async (marks) => {
      const lines = [...marks].map(([subject, timeMs]) => line(subject, timeMs ?? null));
      if (lines.length === 0) return;
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        appendFileSync(path, lines.join(''), { mode: 0o600 });
        if (statSync(path).size > MAX_BYTES) compact(path);
      } catch {
        // Where nothing can be kept, nothing is known.
      }
    },
  };
}

const line = (subject: string, timeMs: number | null): string => `${JSON.stringify({ subject, timeMs })}\n`;

function readMarks(path: string): Map<string, number> {
  const marks = new Map<string, number>();
  for (const text of linesOf(path)) {
    const mark = markOf(text);
    if (mark === undefined) continue;
    marks.delete(mark.subject);
    if (mark.timeMs !== null) marks.set(mark.subject, mark.timeMs);
  }
  return marks;
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Undefined for a line that was cut short, or that is none of ours. */
function markOf(text: string): { readonly subject: string; readonly timeMs: number | null } | undefined {
  try {
    const { subject, timeMs } = JSON.parse(text) as { subject?: unknown; timeMs?: unknown };
    const isTime = timeMs === null || (typeof timeMs === 'number' && Number.isFinite(timeMs));
    return typeof subject === 'string' && isTime ? { subject, timeMs } : undefined;
  } catch {
    return undefined;
  }
}

/** The newest marks of the last day before the newest of all. */
function compact(path: string): void {
  const marks = [...readMarks(path)].sort(([, left], [, right]) => left - right);
  const newestMs = marks.at(-1)?.[1] ?? 0;
  let sizeBytes = 0;
  const kept: string[] = [];
  for (const [subject, timeMs] of marks.reverse()) {
    const text = line(subject, timeMs);
    sizeBytes += text.length;
    if (newestMs - timeMs > DAY_MS || sizeBytes > MAX_BYTES / 2) break;
    kept.push(text);
  }
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(fresh, kept.reverse().join(''), { mode: 0o600 });
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
}
