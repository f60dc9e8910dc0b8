/** Stacks of 100,000 frames: nothing may recurse on what a profile holds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePprof } from '../../src/profile/decode.ts';
import { deepProfile } from '../support/deep-profile.ts';
import { runPprofInProcess } from '../support/run-pprof.ts';

const FRAMES = 100_000;
const LAST = FRAMES - 1;

describe('stacks of 100,000 frames', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prof-deep-'));
    writeFileSync(join(folder, 'deep.pb'), deepProfile({ frames: FRAMES, functions: FRAMES }));
    writeFileSync(join(folder, 'round.pb'), deepProfile({ frames: FRAMES, functions: 3 }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function pprof(...words: string[]): Promise<Uint8Array> {
    const { stdout, stderr, exitCode } = await runPprofInProcess(words, { folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] });
    return stdout;
  }

  const lines = async (...words: string[]): Promise<string[]> =>
    Buffer.from(await pprof(...words))
      .toString()
      .split('\n');

  /** What -top says of each function. */
  async function rows(...words: string[]): Promise<string[]> {
    const all = await lines('-top', '-compact_labels', ...words);
    const head = all.findIndex((line) => line.trimStart().startsWith('flat'));
    return all
      .slice(head + 1)
      .filter((line) => line !== '')
      .map((line) => line.trim().replace(/ +/g, ' '));
  }

  it('are all there in top', async () => {
    const all = await rows('deep.pb');
    expect(all.length).toBe(FRAMES);
    expect(all.slice(0, 3)).toEqual([
      `3ms 75.00% 75.00% 4ms 100% f${LAST}`,
      '1ms 25.00% 100% 4ms 100% f0',
      '0 0% 100% 4ms 100% f1',
    ]);
  });

  it.each([
    // The stack and where it ends: what stays of it, and who is its leaf.
    ['-focus=^f5$', FRAMES, `3ms 75.00% 75.00% 4ms 100% f${LAST}`],
    ['-hide=^f[0-9]*9$', FRAMES - FRAMES / 10, '3ms 75.00% 75.00% 4ms 100% f99998'],
    ['-show=^f[0-9]*0$', FRAMES / 10, '3ms 75.00% 75.00% 4ms 100% f99990'],
    // What called f99000 goes: on the way down f0 to f98999, on the way up f99001 and after.
    ['-show_from=^f99000$', FRAMES, `3ms 75.00% 75.00% 3ms 75.00% f${LAST}`],
    ['-tagfocus=down', FRAMES, `3ms 75.00% 75.00% 3ms 75.00% f${LAST}`],
    ['-tagroot=way', FRAMES + 2, `3ms 75.00% 75.00% 4ms 100% f${LAST}`],
    ['-tagleaf=way', FRAMES + 2, '3ms 75.00% 75.00% 3ms 75.00% down'],
    ['-lines', FRAMES, `3ms 75.00% 75.00% 4ms 100% f${LAST} deep.go:${FRAMES}`],
  ])('in top with %s', async (option, count, first) => {
    const all = await rows(option, 'deep.pb');
    expect([all.length, all[0]]).toEqual([count, first]);
  });

  it('cut by -prune_from, both ways', async () => {
    const all = await rows('-prune_from=^f99990$', 'deep.pb');
    // Down it is cut below f99990; up f99990 is next to the root, and only what is above it is left.
    expect([all.length, all[0]]).toEqual([10 + 99_991 - 1, '4ms 100% 100% 4ms 100% f99990']);
  });

  it('merged and subtracted', async () => {
    expect((await rows('deep.pb', 'deep.pb'))[0]).toBe(`6ms 75.00% 75.00% 8ms 100% f${LAST}`);
    expect(await rows('-base=deep.pb', 'deep.pb')).toEqual([]);
  });

  it('in tree, peek and list', async () => {
    const tree = await lines('-tree', '-nodecount=2', 'deep.pb');
    expect(tree.filter((line) => / \| f[0-9]+$/.test(line)).length).toBe(2);
    const peek = await lines('-peek=^f7$', 'deep.pb');
    expect(peek.filter((line) => / f(6|8)$/.test(line)).length).toBe(4);
    const list = await lines('-list=^f7$', 'deep.pb');
    expect(list[0]).toBe('Total: 4ms');
  });

  it('in traces, raw, tags and comments', async () => {
    expect((await lines('-traces', 'deep.pb')).filter((line) => / f[0-9]+$/.test(line)).length).toBe(
      2 * FRAMES,
    );
    expect((await lines('-raw', 'deep.pb')).filter((line) => line.includes('deep.go:')).length).toBe(FRAMES);
    expect(await lines('-tags', 'deep.pb')).toContain('      3ms (75.00%): down');
    expect(await lines('-comments', 'deep.pb')).toEqual(['']);
  });

  it('in dot and callgrind, as a graph and as a tree of calls', async () => {
    const dot = await lines('-dot', 'deep.pb');
    expect(dot.filter((line) => /^N[0-9]+ \[/.test(line)).length).toBe(80);
    const forest = await lines('-dot', '-call_tree', 'round.pb');
    // Labels count among the 80.
    expect(forest.filter((line) => /^N[0-9]+(?:_[0-9]+)? \[/.test(line)).length).toBeGreaterThanOrEqual(80);
    const calls = await lines('-callgrind', 'deep.pb');
    expect(calls.filter((line) => line.startsWith('calls=')).length).toBe(2 * LAST);
    const treeCalls = await lines('-callgrind', '-call_tree', 'deep.pb');
    expect(treeCalls.filter((line) => line.startsWith('calls=')).length).toBe(2 * LAST);
  });

  it('written again, as they are and as what top shows', async () => {
    const again = decodePprof(await pprof('-proto', '-symbolize=none', 'deep.pb'));
    expect([again.samples.count, again.samples.stack.length]).toEqual([2, 2 * FRAMES]);
    expect(decodePprof(await pprof('-topproto', 'deep.pb')).samples.count).toBe(FRAMES);
  });

  it('that go round in circles', async () => {
    expect((await rows('round.pb')).map((row) => row.split(' ').at(-1))).toEqual(['f0', 'f1', 'f2']);
    const tree = await lines('-tree', 'round.pb');
    expect(tree.filter((line) => / \| f[0-2]$/.test(line)).length).toBe(3);
  });
});
