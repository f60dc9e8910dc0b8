import { describe, expect, it } from 'vitest';
import { type ErrorCode, ProfError } from '../../../src/kit/errors.ts';
import { throwIfAllFailed, transferAll } from '../../../src/store/transfer-all.ts';

const items = (count: number, sizeBytes = 1) =>
  Array.from({ length: count }, (_, at) => ({ name: String(at), sizeBytes }));
const MIB = 1024 * 1024;

/** Carries at most `parallel` at once; how many really were under way, and how many bytes. */
async function observe(given: readonly { name: string; sizeBytes: number }[], parallel: number) {
  let running = 0;
  let bytes = 0;
  const most = { running: 0, bytes: 0 };
  const result = await transferAll(
    given,
    async ({ name, sizeBytes }) => {
      running += 1;
      bytes += sizeBytes;
      most.running = Math.max(most.running, running);
      most.bytes = Math.max(most.bytes, bytes);
      for (let turn = 0; turn < 3 + (Number(name) % 5); turn++) await Promise.resolve();
      running -= 1;
      bytes -= sizeBytes;
      return name;
    },
    { parallel },
  );
  return { most, result };
}

describe('transferAll', () => {
  it('keeps the order of the items, and to the number at once', async () => {
    const { most, result } = await observe(items(100), 7);
    expect(result).toEqual({ done: items(100).map(({ name }) => name), failed: [], remaining: 0 });
    expect(most.running).toBe(7);
  });

  it('holds 64 MiB at once, and one alone that is larger', async () => {
    expect((await observe(items(20, 30 * MIB), 16)).most).toEqual({ running: 2, bytes: 60 * MIB });
    expect((await observe(items(3, 100 * MIB), 16)).most).toEqual({ running: 1, bytes: 100 * MIB });
  });

  const failing = async (code: ErrorCode, fails: (at: number) => boolean, details = {}) => {
    let tried = 0;
    const result = await transferAll(
      items(100),
      async ({ name }) => {
        tried += 1;
        if (fails(Number(name))) throw new ProfError(code, `no ${name}`, { details });
        return name;
      },
      { parallel: 1 },
    );
    return { tried, ...result };
  };

  it('goes on after single failures, and after any number of bad profiles', async () => {
    const single = await failing('UNREACHABLE', (at) => at % 10 === 3);
    expect(single).toMatchObject({ tried: 100, remaining: 0 });
    expect(single.failed.map(({ name }) => name)).toEqual([
      '3',
      '13',
      '23',
      '33',
      '43',
      '53',
      '63',
      '73',
      '83',
      '93',
    ]);
    expect(await failing('BAD_PROFILE', () => true)).toMatchObject({ tried: 100, remaining: 0 });
  });

  it('gives up when the other side is gone, and at once when the disk is full', async () => {
    expect(await failing('UNREACHABLE', (at) => at >= 20)).toMatchObject({ tried: 30, remaining: 70 });
    expect(await failing('UNREACHABLE', (at) => at >= 20, { errno: 'ENOSPC' })).toMatchObject({
      tried: 21,
      failed: [{ name: '20' }],
      remaining: 79,
    });
  });

  it('does not take a bug for a failure', async () => {
    const bug = new TypeError('x is not a function');
    await expect(transferAll(items(3), () => Promise.reject(bug), {})).rejects.toBe(bug);
  });
});

it('throws the first failure where nothing was done', () => {
  const failed = [{ name: 'a', error: new ProfError('TIMEOUT', 'late') }];
  expect(() => throwIfAllFailed(0, failed)).toThrow('late');
  throwIfAllFailed(1, failed);
  throwIfAllFailed(0, []);
});
