import { describe, expect, it } from 'vitest';
import { findAgainst } from '../../../src/compare/find-against.ts';
import { ProfError } from '../../../src/kit/errors.ts';
import { formatStamp } from '../../../src/store/keys.ts';
import { MemoryBlobStore } from '../../support/memory-blob-store.ts';
import { MemoryFiles } from '../../support/memory-files.ts';
import { smallProfile } from '../../support/small-profiles.ts';

const NOW = '2024-01-15T18:00:00Z';
const BYTES = smallProfile();

interface Run {
  readonly time: string;
  readonly pod?: string;
  readonly type?: string;
  readonly service?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

async function depsWith(runs: readonly Run[], more: { readonly lookbackMs?: number } = {}) {
  const store = new MemoryBlobStore();
  for (const { time, pod, type = 'cpu', service = 'checkout', metadata = {} } of runs) {
    const suffix = pod === undefined ? '' : `${pod}-`;
    const stamp = formatStamp(Date.parse(time));
    await store.putIfAbsent(
      `${time.slice(0, 10)}/${service}/${stamp}-${suffix}${type}.pprof`,
      BYTES,
      metadata,
    );
  }
  return {
    store: async () => store,
    files: async () => new MemoryFiles({ 'a.pb.gz': BYTES, 'b.pb.gz': BYTES }),
    http: async () => {
      throw new Error('not asked for');
    },
    clock: { nowMs: () => Date.parse(NOW) },
    ...more,
  };
}

const fileName = (key: string) => key.replace(/^.*\//, '').replace(/\.pprof$/, '');

async function baseOf(runs: readonly Run[], base: string, target = 'checkout/cpu') {
  const sides = await findAgainst({ base, target }, await depsWith(runs));
  return { base: sides.base.map(({ name }) => fileName(name)), baseline: sides.baseline };
}

async function failureOf(runs: readonly Run[], base: string, target = 'checkout/cpu'): Promise<ProfError> {
  const error = await findAgainst({ base, target }, await depsWith(runs)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProfError);
  return error as ProfError;
}

const release = (time: string, version: string, pod?: string): Run => ({
  time,
  ...(pod === undefined ? {} : { pod }),
  metadata: { 'service-version': version },
});

describe('--base latest', () => {
  const runs: Run[] = [
    { time: '2024-01-15T10:00:00Z' },
    { time: '2024-01-15T12:00:00Z', pod: 'aaaaa' },
    { time: '2024-01-15T12:00:00Z', pod: 'bbbbb' },
    { time: '2024-01-15T13:00:00Z', type: 'heap' },
    { time: '2024-01-15T13:30:00Z', service: 'web' },
    { time: '2024-01-15T14:00:00Z' },
  ];

  it("is the run before the target's, all its pods, of its service and type", async () => {
    expect(await baseOf(runs, 'latest')).toEqual({
      base: ['20240115-120000-aaaaa-cpu', '20240115-120000-bbbbb-cpu'],
      baseline: 'latest: the run before, 2024-01-15 12:00:00',
    });
    expect((await baseOf(runs, 'latest', 'checkout/cpu~1')).base).toEqual(['20240115-100000-cpu']);
  });

  it('counts from the first run of a target that has several', async () => {
    const { base } = await baseOf(runs, 'latest', 'checkout/cpu@2024-01-15T11:00:00Z..2024-01-15T15:00:00Z');
    expect(base).toEqual(['20240115-100000-cpu']);
  });

  it('says where there is none', async () => {
    const failure = await failureOf(runs, 'latest', 'checkout/cpu~2');
    expect(failure).toMatchObject({ code: 'STORE_NOT_FOUND', exitCode: 3 });
    expect(failure.message).toBe('no run of checkout/cpu before 2024-01-15 10:00:00');
  });
});

describe('--base @TIME', () => {
  const runs: Run[] = [
    { time: '2024-01-14T09:00:00Z' },
    { time: '2024-01-14T21:00:00Z' },
    { time: '2024-01-15T14:00:00Z' },
  ];

  it("is of the target's service and type", async () => {
    expect(await baseOf(runs, '@yesterday')).toEqual({
      base: ['20240114-210000-cpu'],
      baseline: '@yesterday',
    });
    expect((await baseOf(runs, '@-30h')).base).toEqual(['20240114-090000-cpu']);
  });

  it('may be a window, in which the target itself does not count', async () => {
    expect((await baseOf(runs, '@2024-01-14..now')).base).toEqual([
      '20240114-090000-cpu',
      '20240114-210000-cpu',
    ]);
  });

  it('refuses what is the target, and what is no time', async () => {
    expect((await failureOf(runs, '@now')).message).toContain('both sides are the same');
    expect(await failureOf(runs, '@soon')).toMatchObject({ code: 'USAGE' });
    expect(await failureOf(runs, '@')).toMatchObject({ code: 'USAGE' });
  });
});

describe('--base same-hour-last-week', () => {
  const target: Run = { time: '2024-01-15T12:00:00Z' };

  it.each([
    ['2024-01-08T12:00:00Z', true],
    ['2024-01-08T12:30:00Z', true],
    ['2024-01-08T12:30:01Z', false],
    ['2024-01-08T11:30:00Z', true],
    ['2024-01-08T11:29:59Z', false],
  ])('takes what is within half an hour: %s', async (time, isTaken) => {
    const runs = [{ time }, target];
    if (isTaken) {
      expect((await baseOf(runs, 'same-hour-last-week')).base).toEqual([
        `${formatStamp(Date.parse(time))}-cpu`,
      ]);
      return;
    }
    const failure = await failureOf(runs, 'same-hour-last-week');
    expect(failure).toMatchObject({ code: 'STORE_NOT_FOUND' });
    expect(failure.message).toContain(`the nearest is ${time.slice(0, 10)} ${time.slice(11, 19)}`);
    expect(failure.hints[0]).toBe(`to take that one: --base @${formatStamp(Date.parse(time))}`);
  });

  it('takes the nearest of several', async () => {
    const runs = [{ time: '2024-01-08T11:45:00Z' }, { time: '2024-01-08T12:10:00Z' }, target];
    expect((await baseOf(runs, 'same-hour-last-week')).base).toEqual(['20240108-121000-cpu']);
  });

  it('never takes the target', async () => {
    const failure = await failureOf([target], 'same-hour-last-week');
    expect(failure.message).toBe('no run of checkout/cpu within half an hour of 2024-01-08 12:00:00');
  });
});

describe('--base previous-release', () => {
  it('is the newest run of another version, whatever runs of its own the target has before it', async () => {
    const runs = [
      release('2024-01-12T12:00:00Z', '1.1.0'),
      release('2024-01-13T12:00:00Z', '1.2.0'),
      release('2024-01-13T18:00:00Z', '1.2.0', 'aaaaa'),
      release('2024-01-13T18:00:00Z', '1.2.0', 'bbbbb'),
      { time: '2024-01-14T08:00:00Z' },
      release('2024-01-14T12:00:00Z', '1.3.0'),
      release('2024-01-15T12:00:00Z', '1.3.0'),
    ];
    expect(await baseOf(runs, 'previous-release')).toEqual({
      base: ['20240113-180000-aaaaa-cpu', '20240113-180000-bbbbb-cpu'],
      baseline: 'previous-release: version 1.2.0; the target is 1.3.0',
    });
    expect((await baseOf(runs, 'previous-release', 'checkout/cpu@2024-01-13')).base).toEqual([
      '20240112-120000-cpu',
    ]);
  });

  it('takes the pods of the other version where a run met two', async () => {
    const runs = [
      release('2024-01-14T12:00:00Z', '1.2.0', 'aaaaa'),
      release('2024-01-14T12:00:00Z', '1.3.0', 'bbbbb'),
      release('2024-01-15T12:00:00Z', '1.3.0'),
    ];
    expect((await baseOf(runs, 'previous-release')).base).toEqual(['20240114-120000-aaaaa-cpu']);
  });

  it('reads versions as the metadata encodes them', async () => {
    const runs = [release('2024-01-14T12:00:00Z', '1.2 %CE%B2'), release('2024-01-15T12:00:00Z', '1.3')];
    expect((await baseOf(runs, 'previous-release')).baseline).toBe(
      'previous-release: version 1.2 β; the target is 1.3',
    );
  });

  it.each([
    [
      'the target says none',
      [release('2024-01-14T12:00:00Z', '1'), { time: '2024-01-15T12:00:00Z' }],
      'no service-version in its metadata',
    ],
    ['no earlier run', [release('2024-01-15T12:00:00Z', '1')], 'there is no earlier run'],
    [
      'all of one version',
      [release('2024-01-14T12:00:00Z', '1'), release('2024-01-15T12:00:00Z', '1')],
      "the earlier runs of checkout/cpu (1) are all of the target's, 1",
    ],
    [
      'the others say none',
      [
        { time: '2024-01-13T12:00:00Z' },
        { time: '2024-01-14T12:00:00Z' },
        release('2024-01-15T12:00:00Z', '1'),
      ],
      'of the earlier runs of checkout/cpu (2), 2 tell no service-version',
    ],
  ])('says what is missing: %s', async (_what, runs, message) => {
    const failure = await failureOf(runs, 'previous-release');
    expect(failure).toMatchObject({ code: 'STORE_NOT_FOUND', exitCode: 3 });
    expect(failure.message).toContain(message);
  });

  it('says how to have a version captured', async () => {
    const failure = await failureOf([{ time: '2024-01-15T12:00:00Z' }], 'previous-release');
    expect(failure.hints[0]).toBe(
      'give it when capturing: --label service-version=1.2.0, or PROF_LABELS=service-version=1.2.0',
    );
  });
});

describe('--base git:', () => {
  const on = (time: string, branch: string, commit = ''): Run => ({
    time,
    metadata: { 'git-branch': branch, 'git-commit': commit },
  });
  const runs = [
    on('2024-01-13T12:00:00Z', 'main', '1111aaaa22223333444455556666777788889999'),
    on('2024-01-14T12:00:00Z', 'main', 'BEEF001122223333444455556666777788889999'),
    on('2024-01-15T12:00:00Z', 'feature/x', '2222aaaa'),
  ];

  it('is the newest run of a branch', async () => {
    expect(await baseOf(runs, 'git:main')).toEqual({
      base: ['20240114-120000-cpu'],
      baseline: 'git:main: branch main, commit BEEF00112222, 2024-01-14 12:00:00',
    });
  });

  it('is never the target itself', async () => {
    expect((await baseOf(runs, 'git:main', 'checkout/cpu@2024-01-14')).base).toEqual(['20240113-120000-cpu']);
  });

  it('may be newer than the target: a branch is compared with what the other one is now', async () => {
    const later = [...runs, on('2024-01-15T17:00:00Z', 'main')];
    expect((await baseOf(later, 'git:main', 'checkout/cpu@2024-01-15T13:00:00Z')).base).toEqual([
      '20240115-170000-cpu',
    ]);
  });

  it.each(['git:1111aaaa', 'git:1111', 'git:1111AAAA22223333444455556666777788889999'])(
    'knows a commit by its beginning: %s',
    async (base) => {
      expect((await baseOf(runs, base)).base).toEqual(['20240113-120000-cpu']);
    },
  );

  it.each(['git:111', 'git:aaaa2222', 'git:mai', 'git:develop'])('finds nothing for %s', async (base) => {
    const failure = await failureOf(runs, base);
    expect(failure).toMatchObject({ code: 'STORE_NOT_FOUND' });
    expect(failure.message).toContain('there are runs of main');
  });

  it('says where no run tells its branch', async () => {
    const failure = await failureOf(
      [{ time: '2024-01-14T12:00:00Z' }, on('2024-01-15T12:00:00Z', 'x')],
      'git:main',
    );
    expect(failure.message).toContain('none of the other runs (1) tells its git-branch');
    expect(failure.hints[0]).toContain('--label git-branch=main');
    expect(await failureOf(runs, 'git:')).toMatchObject({ code: 'USAGE' });
  });
});

describe('--base with a reference', () => {
  it('is what the reference means', async () => {
    const runs = [{ time: '2024-01-14T12:00:00Z' }, { time: '2024-01-15T12:00:00Z' }];
    expect(await baseOf(runs, 'checkout~1')).toEqual({ base: ['20240114-120000-cpu'], baseline: undefined });
    expect((await baseOf(runs, './a.pb.gz', './b.pb.gz')).base).toEqual(['a.pb.gz']);
  });

  it.each(['latest', '@yesterday', 'previous-release', 'same-hour-last-week', 'git:main'])(
    'refuses %s for a file, and says the way out',
    async (base) => {
      const failure = await failureOf([], base, './a.pb.gz');
      expect(failure).toMatchObject({ code: 'USAGE', exitCode: 2 });
      expect(failure.message).toContain('./a.pb.gz is not from the store');
      expect(failure.hints.join('\n')).toContain('prof put FILE --service NAME');
    },
  );

  it('looks back as far as it is told', async () => {
    const runs = [release('2024-01-10T12:00:00Z', '1'), release('2024-01-15T12:00:00Z', '2')];
    const deps = await depsWith(runs, { lookbackMs: 86_400_000 });
    await expect(
      findAgainst({ base: 'previous-release', target: 'checkout/cpu' }, deps),
    ).rejects.toMatchObject({
      code: 'STORE_NOT_FOUND',
      hints: expect.arrayContaining(['look further back with --lookback 365d']),
    });
  });
});
