import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HISTORY_LINES, HistoryFile } from '../../../../src/adapters/terminal/history-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'prof-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('HistoryFile', () => {
  it('keeps lines in order, for the user alone, the same one twice only once', async () => {
    const path = join(folder, 'a', 'b', 'history');
    const history = new HistoryFile(path);
    expect(await history.load()).toEqual([]);
    for (const line of ['top', 'top', ' ', 'o', 'top']) await history.add(line);
    expect(readFileSync(path, 'utf8')).toBe('top\no\ntop\n');
    expect([statSync(path).mode & 0o777, statSync(join(folder, 'a', 'b')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    const next = new HistoryFile(path);
    expect(await next.load()).toEqual(['top', 'o', 'top']);
    await next.add('top');
    expect(readFileSync(path, 'utf8')).toBe('top\no\ntop\n');
  });

  it('keeps the lines of two sessions at once', async () => {
    const path = join(folder, 'shared');
    const [one, other] = [new HistoryFile(path), new HistoryFile(path)];
    await one.load();
    await other.load();
    await one.add('one');
    await other.add('other');
    await one.add('one again');
    expect(await new HistoryFile(path).load()).toEqual(['one', 'other', 'one again']);
  });

  it('is cut when it has grown, to the newest', async () => {
    const path = join(folder, 'long');
    const lines = Array.from({ length: 2 * HISTORY_LINES + 1 }, (_, i) => `line ${i}`);
    writeFileSync(path, `${lines.join('\n')}\n`);
    const newest = await new HistoryFile(path).load();
    expect(newest).toEqual(lines.slice(-HISTORY_LINES));
    expect(readFileSync(path, 'utf8')).toBe(`${newest.join('\n')}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    appendFileSync(path, 'one more\n');
    expect(await new HistoryFile(path).load()).toEqual([...newest.slice(1), 'one more']);
  });

  it('brings back and keeps nothing that steers a terminal, and no line without measure', async () => {
    const path = join(folder, 'hostile');
    writeFileSync(path, 'top\n\u001b[2J\no\n\u202e\n');
    const history = new HistoryFile(path);
    expect(await history.load()).toEqual(['top', 'o']);
    await history.add('\u0007');
    await history.add('x'.repeat(100_000));
    expect(await history.load()).toEqual(['top', 'o']);
  });

  it('is none where there can be none', async () => {
    symlinkSync('/dev/null', join(folder, 'null'));
    mkdirSync(join(folder, 'folder'));
    for (const path of [
      '/proc/nowhere/history',
      '/dev/null/history',
      join(folder, 'folder'),
      join(folder, 'null'),
    ]) {
      const history = new HistoryFile(path);
      await history.add('top');
      expect(await history.load()).toEqual([]);
    }
  });
});
