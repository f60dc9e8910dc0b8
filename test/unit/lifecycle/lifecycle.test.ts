import { describe, expect, it } from 'vitest';
import { applyLifecycle, planLifecycle } from '../../../src/lifecycle/change-lifecycle.ts';
import { lifecycleRule, ruleId, withRule } from '../../../src/lifecycle/lifecycle-plan.ts';
import { lifecycleContract } from '../../contracts/lifecycle-rules.ts';
import { MemoryLifecycle } from '../../support/memory-lifecycle.ts';

describe('the contract', () => lifecycleContract('memory', async () => new MemoryLifecycle()));

const rule = (expire: string | undefined, ...transitions: string[]) =>
  lifecycleRule({ expire, transitions }, 'profiles/');

describe('a rule', () => {
  it('is what was asked for, steps in order of time', () => {
    expect(rule('90d', '60d:GLACIER', '30:standard-ia')).toEqual({
      id: 'prof-profiles',
      prefix: 'profiles/',
      isEnabled: true,
      expireDays: 90,
      transitions: [
        { days: 30, storageClass: 'STANDARD_IA' },
        { days: 60, storageClass: 'GLACIER' },
      ],
    });
    expect(rule('4w').expireDays).toBe(28);
    expect(rule(undefined, '1d:DEEP_ARCHIVE').transitions).toEqual([
      { days: 1, storageClass: 'DEEP_ARCHIVE' },
    ]);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
  it.each([
    [['30d'], ['7d:STANDARD_IA'], '30d:STANDARD_IA'],
    [[undefined], ['30d:STANDARD_IA', '59d:GLACIER'], '60d:GLACIER at least'],
    [[undefined], ['30d:STANDARD_IA', '45d:ONEZONE_IA'], '60d:ONEZONE_IA at least'],
    [[undefined], ['30d:GLACIER', '60d:STANDARD_IA'], 'only go down'],
    [[undefined], ['30d:ONEZONE_IA', '60d:GLACIER_IR'], 'goes on to GLACIER or DEEP_ARCHIVE'],
    [[undefined], ['30d:GLACIER', '60d:GLACIER'], 'once to each class'],
    [['30d'], ['30d:GLACIER'], '--expire 31d at least'],
    [[undefined], ['30d:FROST'], 'classes are STANDARD_IA'],
    [['1h'], [], 'count days'],
    [['0d'], [], 'whole days'],
    [['-1d'], [], 'whole days'],
    [[undefined], [], '--expire 120d'],
  ] as const)('that AWS would refuse is refused with what it takes: %j %j', ([expire], transitions, says) => {
    try {
      rule(expire, ...transitions);
      expect.fail('it was taken');
    } catch (error) {
      const { message, hints } = error as { message: string; hints: string[] };
      expect(error).toMatchObject({ code: 'USAGE' });
      expect([message, ...hints].join('\n')).toContain(says);
    }
  });

  it('has a name of its own for each store, as long as a name may be', () => {
    const long = `${'team/'.repeat(100)}a/`;
    expect(ruleId('')).toBe('prof');
    expect(ruleId(long)).toHaveLength(255);
    expect(ruleId(long)).not.toBe(ruleId(long.replace(/a\/$/, 'b/')));
  });

  it('is one too many after a thousand', () => {
    const rules = Array.from({ length: 1000 }, (_, i) => ({ ...rule('1d'), id: `r${i}` }));
    expect(() => withRule({ rules }, rule('1d'))).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(withRule({ rules: rules.slice(1) }, rule('1d')).rules).toHaveLength(1000);
  });
});

describe('a change', () => {
  const theirs = { ...rule('1d'), id: 'theirs', raw: { filter: 'tags' } };

  it('of somebody else between plan and answer is noticed, and nothing is written', async () => {
    const lifecycle = new MemoryLifecycle();
    const change = await planLifecycle({ expire: '1d', transitions: [] }, { lifecycle });
    lifecycle.set = { rules: [theirs] };
    await expect(applyLifecycle(change, { lifecycle, pause: async () => {} })).rejects.toMatchObject({
      code: 'USAGE',
    });
    expect(lifecycle.set.rules).toEqual([theirs]);
  });

  it('of somebody else in the same moment is noticed', async () => {
    const lifecycle = new MemoryLifecycle();
    const change = await planLifecycle({ expire: '1d', transitions: [] }, { lifecycle });
    let reads = 0;
    lifecycle.beforeRead = () => {
      reads += 1;
      if (reads === 2) lifecycle.set = { rules: [theirs] };
    };
    await expect(applyLifecycle(change, { lifecycle, pause: async () => {} })).rejects.toMatchObject({
      code: 'BAD_DATA',
    });
  });

  describe.each([
    ['after a while', 3, true],
    ['not as long as anybody waits', Number.POSITIVE_INFINITY, false],
  ])('that the bucket shows %s', (_when, stale, isShown) => {
    it(`is ${isShown ? '' : 'not '}said to be seen`, async () => {
      const lifecycle = new MemoryLifecycle();
      lifecycle.set = { rules: [theirs] };
      const change = await planLifecycle({ expire: '1d', transitions: [] }, { lifecycle });
      // As AWS does: the new rules hold, and readers get the old ones.
      const old = lifecycle.set;
      let wrote = false;
      let readsAfter = 0;
      const slow = {
        bucketUrl: lifecycle.bucketUrl,
        prefix: lifecycle.prefix,
        read: async () => {
          if (!wrote) return old;
          readsAfter += 1;
          return readsAfter > stale ? lifecycle.set : old;
        },
        replace: async (set: typeof old) => {
          wrote = true;
          await lifecycle.replace(set);
        },
      };
      const pauses: number[] = [];
      const pause = async (ms: number) => void pauses.push(ms);
      expect(await applyLifecycle(change, { lifecycle: slow, pause })).toBe(isShown);
      expect(pauses).toHaveLength(isShown ? 3 : readsAfter - 1);
      expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10_000);
    });
  });

  it('keeps what others made as it was, to the last word', async () => {
    const lifecycle = new MemoryLifecycle();
    lifecycle.set = { rules: [theirs], smallObjects: 'varies_by_storage_class' };
    const change = await planLifecycle({ expire: '1d', transitions: [] }, { lifecycle });
    await applyLifecycle(change, { lifecycle, pause: async () => {} });
    expect(lifecycle.set.rules[0]).toEqual(theirs);
    expect(lifecycle.set.smallObjects).toBe('varies_by_storage_class');
  });
});
