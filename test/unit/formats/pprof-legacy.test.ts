import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { legacyCpu } from '../../support/legacy-cpu.ts';
import { sampleContents } from '../../support/profile-content.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string): Promise<Profile> => decodeProfile(bytes(text));
const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/profiles/pprof-legacy/${name}`, import.meta.url));

/** Each sample as values, addresses from the leaf and the label `bytes`. */
const shown = (profile: Profile) =>
  sampleContents(profile).map(({ values, stack, labels }) => ({
    values: values.map(Number),
    stack: stack.map(({ address }) => Number(address)),
    ...(labels.length === 0 ? {} : { bytes: labels.map(({ number }) => Number(number)) }),
  }));
const types = ({ sampleTypes }: Profile) => sampleTypes.map(({ type, unit }) => `${type}/${unit}`);

async function failure(run: () => Promise<unknown>): Promise<ProfError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('Go with debug=1, as pprof reads it', () => {
  const read = (text: string) => decodeProfile(bytes(text), { format: 'pprof' });

  it('counts stacks, each address one below the return', async () => {
    const profile = await read(
      'goroutine profile: total 3\n2 @ 0x10 0x21\n#\t0xf\tmain.f+0x1\tm.go:5\n\n1 @ 0x0 0x10\n',
    );
    expect(types(profile)).toEqual(['goroutine/count']);
    expect(profile.periodType).toEqual({ type: 'goroutine', unit: 'count' });
    expect(profile.period).toBe(1n);
    expect(sampleContents(profile).map(({ stack }) => stack.map(({ address }) => address))).toEqual([
      [0xfn, 0x20n],
      [2n ** 64n - 1n, 0xfn],
    ]);
    // Nothing is known of where they lie: one mapping is made up.
    expect(profile.mappings).toMatchObject([{ id: 1n, start: 0n, limit: 2n ** 64n - 1n, file: '' }]);
    expect([...profile.locations.mapping]).toEqual([0, 0, 0]);
  });

  it('estimates the heap from its samples', async () => {
    // The mean size is the rate, halved: a scale of 1 / (1 - 1/e) = 1.58197….
    const profile = await read(
      'heap profile: 1: 512 [3: 1536] @ heap/1024\n1: 512 [3: 1536] @ 0x5\n0: 0 [2: 1024] @ 0x5 0x6\n',
    );
    expect(types(profile)).toEqual([
      'alloc_objects/count',
      'alloc_space/bytes',
      'inuse_objects/count',
      'inuse_space/bytes',
    ]);
    expect(profile.period).toBe(512n);
    expect(shown(profile)).toEqual([
      { values: [4, 2429, 1, 809], stack: [4], bytes: [512] },
      { values: [3, 1619, 0, 0], stack: [4, 5], bytes: [512] },
    ]);
    expect(profile.dropFrames).toContain('|runtime\\..*|');
    expect(profile.keepFrames).toBe('runtime\\.panic|runtime\\.reflectcall|runtime\\.call[0-9]*');
  });

  it('turns cycles of waiting into nanoseconds', async () => {
    const profile = await read('--- mutex:\ncycles/second=2000000000\nsampling period=5\n300 7 @ 0x5 0x6\n');
    expect(types(profile)).toEqual(['contentions/count', 'delay/nanoseconds']);
    expect(shown(profile)).toEqual([{ values: [35, 750], stack: [4, 5] }]);
    expect(profile.dropFrames.split('|')[0]).toBe('RecordLockProfileData');
  });

  it.each([
    ['goroutine', 'goroutine/count'],
    ['threadcreate', 'threadcreate/count'],
    ['sample.sessions', 'sample.sessions/count'],
    ['mutex', 'contentions/count'],
    ['block', 'contentions/count'],
    ['heap', 'alloc_objects/count'],
    ['allocs', 'alloc_objects/count'],
  ])('sent a profile of type %s', async (name, type) => {
    const text = fixture(`go-1.26/${name}.txt`);
    const profile = await decodeProfile(text);
    expect(types(profile)[0]).toBe(type);
    const rows = text.toString().match(/^\d.* @ /gm);
    expect(profile.samples.count).toBe(rows?.length);
    expect(profile.samples.count).toBeGreaterThan(0);
    expect(await decodeProfile(gzipSync(text))).toEqual(profile);
    expect(await decodeProfile(text, { name: 'x.pb.gz' })).toEqual(profile);
  });
});

describe('servers in C++', () => {
  it('hold a heap: as it is, or with what was allocated', async () => {
    const plain = await read('heap profile: 3: 96 [3: 96] @ heapprofile\n3: 96 [3: 96] @ 0x5\n');
    expect(types(plain)).toEqual(['objects/count', 'space/bytes']);
    expect(shown(plain)).toEqual([{ values: [3, 96], stack: [4], bytes: [32] }]);
    const growth = await read('heap profile: 3: 96 [4: 97] @ growthz\n3: 96 [4: 97] @ 0x5\n');
    expect(types(growth)).toEqual(['objects/count', 'space/bytes']);
  });

  it('list threads, equal ones once', async () => {
    const profile = await read(
      '--- threadz 1 ---\n\n--- Thread 7f (name: main/12) stack: ---\n 0x10 0x21\n 0x31\n' +
        '--- Thread 80 (name: w/13) stack: ---\n [same as previous thread]\n' +
        '--- Thread 81 (name: x/14) stack: ---\n 0x40 0x40 0x51\n---- no stack trace for 3 threads\n',
    );
    expect(types(profile)).toEqual(['thread/count']);
    // Of the third, the caller is the leaf once more, which the signal's handler had added.
    expect(shown(profile)).toEqual([
      { values: [2], stack: [0x10, 0x20, 0x30] },
      { values: [1], stack: [0x40, 0x50] },
    ]);
  });

  it.each([
    { wordBytes: 4, isBigEndian: false },
    { wordBytes: 4, isBigEndian: true },
    { wordBytes: 8, isBigEndian: false },
    { wordBytes: 8, isBigEndian: true },
  ] as const)('write CPU profiles in words: %o', async (kind) => {
    const samples = [
      [3, [0x10, 0x21]],
      [1, []],
      [2, [0x15, 0x31, 0x41]],
    ] as const;
    const profile = await decodeProfile(
      legacyCpu(samples, { ...kind, periodMicros: 100, text: '10-40 r-xp 0 0:0 0 /a' }),
    );
    expect(types(profile)).toEqual(['samples/count', 'cpu/nanoseconds']);
    expect(profile.period).toBe(100_000n);
    expect(shown(profile)).toEqual([
      { values: [3, 300_000], stack: [0x10, 0x20] },
      { values: [1, 100_000], stack: [] },
      { values: [2, 200_000], stack: [0x15, 0x30, 0x40] },
    ]);
    expect(sampleContents(profile).map(({ stack }) => stack.map(({ mapping }) => mapping?.file))).toEqual([
      ['/a', '/a'],
      [],
      ['/a', '/a', ''],
    ]);
  });

  it('have a frame of the signal handler under nearly every leaf', async () => {
    const stacks = Array.from(
      { length: 64 },
      (_, i) => [1, [0x100 + i, i < 62 ? 0x901 : 0x801, 0x11]] as const,
    );
    const profile = await decodeProfile(legacyCpu(stacks));
    const depths = sampleContents(profile).map(({ stack }) => stack.length);
    // Two of 64 may differ, and keep their frame. What the others have there then, all of them have.
    expect(depths).toEqual([...Array(62).fill(1), 3, 3]);
  });
});

describe('Java', () => {
  it('names its locations, functions by name alone', async () => {
    const profile = await decodeProfile(fixture('java-contentionz.txt'));
    expect(types(profile)).toEqual(['contentions/count', 'delay/microseconds']);
    expect(profile).toMatchObject({ period: 100n, durationNanos: 6_019_923_000_000n });
    const [first, second] = sampleContents(profile);
    expect(first!.values).toEqual([100n, 100n]);
    expect(second!.values).toEqual([3200n, 1_409_600n]);
    const lines = [...first!.stack, ...second!.stack].map(({ address, lines: [line] }) => ({
      address,
      ...line,
    }));
    expect(lines).toMatchObject([
      { address: 0n, name: 'java.lang.Object.wait', filename: 'Object.java', line: 0n },
      { name: 'GC', filename: '', line: 0n },
      {
        name: 'com.shop.Stock.reserve',
        systemName: 'com.shop.Stock.reserve',
        filename: 'Stock.java',
        line: 115n,
      },
      { name: 'com.shop.Main.main', filename: 'Main.java', line: 9n },
    ]);
  });

  it('in a binary CPU profile', async () => {
    const text = '0x10 f (A.java:3)\n0x21 g (/lib/b.so)\n';
    const profile = await decodeProfile(legacyCpu([[1, [0x10, 0x21, 0x31]]], { isJava: true, text }));
    const [{ stack } = { stack: [] }] = sampleContents(profile);
    expect(stack.map(({ lines }) => lines.map(({ name, filename }) => `${name} ${filename}`))).toEqual([
      ['f A.java'],
      ['g b.so'],
      [],
    ]);
  });
});

describe('what is damaged', () => {
  it.each([
    ['heap profile: 1: 2 [1: 2] @ heap/5\n\n1: x', 3, 'unexpected number of sample values: got 0, want 6'],
    ['heap profile: 1: 2 [1: 2] @ heap/5\n0: 9 [1: 2] @', 2, 'inuse count was 0 but inuse bytes was 9'],
    ['x profile: total 1\n1 @ 0x5\n1 @', 3, 'malformed profile format'],
    [`x profile: total 1\n${'1'.repeat(65_536)}`, 2, 'bufio.Scanner: token too long'],
    [
      '--- heapz 1 ---\nresolution=b\n 9 0 @ 0x1\n',
      3,
      'parsing sample 9 0 @ 0x1: second value must be non-zero',
    ],
  ])('is refused with its place: %j', async (text, line, reason) => {
    const error = await failure(() => read(text));
    expect(error).toMatchObject({ code: 'BAD_PROFILE', message: `parsing profile: ${reason}` });
    expect(error.details).toMatchObject({ line, reason });
    expect(error.hints.join()).toContain(`line ${line} `);
  });

  it.each(['hello\n', '--- contentionz 1 ---\nfoo=1\n', 'heap profile: 1: 2 [3: 4] @ heapy\n'])(
    'is quoted when it is of no format: %j',
    async (text) => {
      expect((await failure(() => read(text))).message).toBe(
        `no profile: it looks like text: ${text.split('\n')[0]}`,
      );
    },
  );
});
