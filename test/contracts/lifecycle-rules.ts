import { expect, it } from 'vitest';
import { applyLifecycle, planLifecycle, planLifecycleRemoval } from '../../src/lifecycle/change-lifecycle.ts';
import type { LifecycleRule, LifecycleRules } from '../../src/ports/lifecycle-rules.ts';

/** What every place that has rules must do; `open` gives one without any, twice the same. */
export function lifecycleContract(name: string, open: () => Promise<LifecycleRules>): void {
  const other = (id: string, prefix: string): LifecycleRule => ({
    id,
    prefix,
    isEnabled: false,
    expireDays: 7,
    transitions: [],
  });

  // What is written can be read at once in all of them.
  const pause = async () => expect.fail('it does not show what was written');

  it(`${name} has no rules at first`, async () => {
    expect(await (await open()).read()).toEqual({ rules: [] });
  });

  it(`${name} keeps rules, and what it gave back can be written again`, async () => {
    const lifecycle = await open();
    const rule: LifecycleRule = {
      id: 'a',
      prefix: 'logs/',
      isEnabled: true,
      expireDays: 120,
      transitions: [
        { days: 30, storageClass: 'STANDARD_IA' },
        { days: 60, storageClass: 'GLACIER' },
      ],
    };
    await lifecycle.replace({ rules: [rule, other('b', '')] });
    const read = await lifecycle.read();
    expect(read.rules).toMatchObject([rule, other('b', '')]);
    await lifecycle.replace(read);
    expect(await lifecycle.read()).toEqual(read);
    await lifecycle.replace({ rules: [] });
    expect(await lifecycle.read()).toEqual({ rules: [] });
  });

  it(`${name} gets a rule of ours beside those of others, and loses it again`, async () => {
    const lifecycle = await open();
    await lifecycle.replace({ rules: [other('theirs', 'x/')] });
    const wish = { expire: '120d', transitions: ['30d:STANDARD_IA', '60d:GLACIER'] };
    const change = await planLifecycle(wish, { lifecycle });
    await applyLifecycle(change, { lifecycle, pause });
    const { rules } = await lifecycle.read();
    expect(rules.map(({ id }) => id).sort()).toEqual([change.rule!.id, 'theirs'].sort());
    expect(rules.find(({ id }) => id === change.rule!.id)).toMatchObject({
      prefix: lifecycle.prefix,
      isEnabled: true,
      expireDays: 120,
    });
    // The same again is no change.
    expect((await planLifecycle(wish, { lifecycle })).isChange).toBe(false);
    const again = await planLifecycle({ expire: '60d', transitions: [] }, { lifecycle });
    expect(again).toMatchObject({ isChange: true, replaced: { expireDays: 120 } });
    await applyLifecycle(again, { lifecycle, pause });
    await applyLifecycle(await planLifecycleRemoval({ lifecycle }), { lifecycle, pause });
    expect((await lifecycle.read()).rules).toMatchObject([other('theirs', 'x/')]);
    await lifecycle.replace({ rules: [] });
  });
}
