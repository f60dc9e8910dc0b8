import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeProfile } from '../../../src/formats/registry.ts';
import { compareGoroutines } from '../../../src/goroutines/compare-goroutines.ts';
import type { GoroutineGroup } from '../../../src/goroutines/group-goroutines.ts';
import { listGoroutines } from '../../../src/goroutines/list-goroutines.ts';
import { sumGoroutines } from '../../../src/goroutines/sum-goroutines.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';
import { decodePprof } from '../../../src/profile/decode.ts';
import { encodePprof } from '../../../src/profile/encode.ts';

const read = (text: string) => decodeProfile(new TextEncoder().encode(text));
const fixture = (name: string) =>
  decodeProfile(readFileSync(new URL(`../../../fixtures/profiles/go-waiters/${name}`, import.meta.url)));

interface Goroutine {
  readonly facts?: string;
  readonly frames?: readonly string[];
  readonly creator?: string;
}

/** A dump of goroutines, one each; frames as `name:line`, leaf first. */
const dump = (...goroutines: readonly Goroutine[]) =>
  read(
    goroutines
      .map(({ facts = 'select', frames = ['main.f:1'], creator }, i) => {
        const lines = frames.map(
          (frame) => `${frame.split(':')[0]}()\n\t/m.go:${frame.split(':')[1]} +0x1\n`,
        );
        const by = creator === undefined ? '' : `created by ${creator} in goroutine 1\n\t/m.go:1 +0x1\n`;
        return `goroutine ${i + 1} [${facts}]:\n${lines.join('')}${by}`;
      })
      .join('\n'),
  );

/** `count function:line,…` */
const shortOf = ({ count, frames }: GoroutineGroup) =>
  `${count} ${frames.map((frame) => `${frame.function}:${frame.line}`).join(',')}`;

describe('groups of goroutines', () => {
  it('have equal stacks, with states, creators and the longest wait', async () => {
    const profile = await dump(
      { facts: 'chan receive, 5 minutes', frames: ['main.f:1', 'main.g:2'], creator: 'main.a' },
      { facts: 'chan receive, 61 minutes', frames: ['main.f:1', 'main.g:2'], creator: 'main.b' },
      { facts: 'runnable, locked to thread', frames: ['main.f:1', 'main.g:2'], creator: 'main.a' },
      { facts: 'running', frames: ['main.f:9', 'main.g:2'] },
    );
    const { total, shown, groups } = await listGoroutines(profile, {});
    expect([total, shown]).toEqual([4, 4]);
    expect(groups.map(shortOf)).toEqual(['3 main.f:1,main.g:2', '1 main.f:9,main.g:2']);
    expect(groups[0]).toMatchObject({
      states: [
        { state: 'chan receive', source: 'dump', count: 2 },
        { state: 'runnable', source: 'dump', count: 1 },
      ],
      origins: [
        { function: 'main.a', kind: 'created-by', count: 2 },
        { function: 'main.b', kind: 'created-by', count: 1 },
      ],
      longestWaitMinutes: 61,
      lockedToThread: 1,
    });
    expect(groups[1]).toMatchObject({
      origins: [{ function: 'main.g', kind: 'started-as' }],
      longestWaitMinutes: undefined,
    });
  });

  it('are those that filters leave; shares stay of all', async () => {
    const profile = await dump({ frames: ['main.f:1'] }, { frames: ['main.g:1'] }, { frames: ['main.g:1'] });
    expect(await listGoroutines(profile, { focus: 'main.f' })).toMatchObject({ total: 3, shown: 1 });
    const state = await listGoroutines(profile, { tagFocus: 'goroutine::state=select' });
    expect(state.shown).toBe(3);
  });

  it('stay what they are through pprof’s proto', async () => {
    const profile = await fixture('1.26/goroutine-waiting.debug2.txt');
    const again = decodePprof(encodePprof(profile));
    expect(await listGoroutines(again, {})).toEqual(await listGoroutines(profile, {}));
  });

  it('show a stack of the runtime’s own frames as it is', async () => {
    const { groups } = await listGoroutines(
      await dump({ frames: ['runtime.gopark:1', 'runtime.bgsweep:2'] }),
      {},
    );
    expect(groups.map(shortOf)).toEqual(['1 runtime.gopark:1,runtime.bgsweep:2']);
  });

  it('add up by state and creator', async () => {
    const profile = await dump(
      { facts: 'select', frames: ['main.f:1'], creator: 'main.a' },
      { facts: 'select', frames: ['main.f:2'], creator: 'main.b' },
      { facts: 'sleep', frames: ['main.f:2'], creator: 'main.a' },
      { facts: 'sleep', frames: ['main.f:2'], creator: 'main.a' },
      { facts: 'select', frames: ['main.f:2'], creator: 'main.a' },
    );
    const { groups } = await listGoroutines(profile, {});
    expect(sumGoroutines(groups, 'state')).toMatchObject([
      { name: 'select', count: 3, stacks: 2 },
      { name: 'sleep', count: 2, stacks: 1 },
    ]);
    expect(sumGoroutines(groups, 'creator')).toMatchObject([
      { name: 'main.a', kind: 'created-by', count: 4, stacks: 2 },
      { name: 'main.b', kind: 'created-by', count: 1, stacks: 1 },
    ]);
  });

  it('are of goroutines only', async () => {
    const cpu = new ProfileBuilder({ sampleTypes: [{ type: 'cpu', unit: 'nanoseconds' }] }).build();
    await expect(listGoroutines(cpu, {})).rejects.toMatchObject({
      code: 'BAD_DATA',
      message: 'not a profile of goroutines: it measures cpu',
    });
    expect((await listGoroutines(await fixture('1.26/goroutineleak.pb.gz'), {})).total).toBe(3);
  });
});

describe('the same program in each of Go’s forms', () => {
  /** Groups whose stack the forms can agree on: not who takes the profile, nor what is deeper than they print. */
  const comparable = async (name: string) => {
    const { groups } = await listGoroutines(await fixture(name), {});
    return groups
      .filter(({ frames }) =>
        frames.every((frame) => frame.function.startsWith('main.') || !/pprof|conn/.test(frame.function)),
      )
      .filter(({ frames }) => !/recurse|^[[<]/.test(frames[0]!.function))
      .map((group) => shortOf(group).replaceAll('[go.shape.string]', '[...]'))
      .sort();
  };

  it.each(['1.17', '1.21', '1.26'])('Go %s: equal stacks and counts', async (version) => {
    const proto = await comparable(`${version}/goroutine.pb.gz`);
    expect(proto.length).toBeGreaterThan(13);
    expect(await comparable(`${version}/goroutine.debug1.txt`)).toEqual(proto);
    expect(await comparable(`${version}/goroutine.debug2.txt`)).toEqual(proto);
  });

  it('infers from a proto’s stacks the states that the dump has', async () => {
    const statesOf = async (name: string) => {
      const { groups } = await listGoroutines(await fixture(name), { focus: '^main\\.[^m]' });
      return new Map(
        groups.map((g) => [g.frames.map((f) => f.function.replace(/\[.*\]/, '')).join(), g.states[0]!.state]),
      );
    };
    const dumped = await statesOf('1.26/goroutine.debug2.txt');
    let compared = 0;
    for (const [stack, state] of await statesOf('1.26/goroutine.pb.gz')) {
      if (!dumped.has(stack)) continue;
      compared++;
      expect([stack, state]).toEqual([stack, dumped.get(stack)]);
    }
    expect(compared).toBeGreaterThan(12);
  });
});

describe('what changed', () => {
  it('is new, grew, shrank or gone; growth first', async () => {
    const many = (count: number, name: string) =>
      Array.from({ length: count }, () => ({ frames: [`main.${name}:1`] }));
    const base = await dump(
      ...many(2, 'steady'),
      ...many(1, 'grows'),
      ...many(5, 'shrinks'),
      ...many(1, 'goes'),
    );
    const target = await dump(
      ...many(2, 'steady'),
      ...many(4, 'grows'),
      ...many(1, 'shrinks'),
      ...many(5, 'comes'),
    );
    const comparison = await compareGoroutines(base, target);
    expect(comparison).toMatchObject({ base: 9, target: 12, unchangedStacks: 1 });
    expect(
      comparison.changes.map(({ kind, base, target, change, group }) => [
        group.frames[0]!.function,
        kind,
        base,
        target,
        change,
      ]),
    ).toEqual([
      ['main.comes', 'new', 0, 5, 5],
      ['main.grows', 'grew', 1, 4, 3],
      ['main.shrinks', 'shrank', 5, 1, -4],
      ['main.goes', 'gone', 1, 0, -1],
    ]);
  });

  it('does not see that lines moved', async () => {
    const base = await dump({ frames: ['main.f:1', 'main.g:2'] });
    const target = await dump({ frames: ['main.f:7', 'main.g:8'] });
    expect((await compareGoroutines(base, target)).changes).toEqual([]);
  });

  it.each([
    ['1.26/goroutine.pb.gz', '1.26/goroutine-later.pb.gz'],
    ['1.26/goroutine.debug2.txt', '1.26/goroutine-later.debug2.txt'],
    ['1.26/goroutine.pb.gz', '1.26/goroutine-later.debug2.txt'],
    ['1.26/goroutine.debug1.txt', '1.26/goroutine-later.pb.gz'],
  ])('%s, %s: five goroutines leaked, and nothing else in the program', async (base, target) => {
    const { changes } = await compareGoroutines(await fixture(base), await fixture(target), {
      focus: '^main\\.[^m]',
      ignore: 'recurse',
    });
    expect(
      changes.map(({ kind, base, target, group }) => [kind, base, target, group.frames[0]!.function]),
    ).toEqual([['grew', 7, 12, 'main.leakySend']]);
    expect(changes[0]!.group.states[0]!.state).toBe('chan send');
  });
});
