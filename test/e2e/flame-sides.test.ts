import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const home = temporaryFolder();
afterAll(() => home.remove());

beforeAll(async () => {
  for (const [type, day] of [
    ['cpu', '13'],
    ['heap', '13'],
    ['cpu', '14'],
    ['heap', '14'],
    ['cpu', '15'],
  ] as const) {
    const file = `${home.path}/one.pb.gz`;
    writeFileSync(file, smallProfile({ stacks: { 'main.run;main.parse': Number(day) } }));
    const time = `2024-01-${day}T12:00:00Z`;
    const args = ['put', file, '--service', 'checkout', '--type', type, '--time', time];
    expect(await runProf(home.path, args)).toMatchObject({ exitCode: 0 });
  }
});

let written = 0;
async function sides(...args: string[]) {
  const file = `flame-${written++}.html`;
  const words = ['flame', ...args, '-o', file, '--json', '--lookback', '100000d'];
  const { exitCode, stdout, stderr } = await runProf(home.path, words);
  const { base, profiles, message } = JSON.parse(stdout);
  const short = (keys: string[] | undefined) =>
    keys?.map((key) => /-(\d\d)\/.*-(\w+)\./.exec(key)!.slice(1, 3).join(' '));
  return { exitCode, base: short(base), target: short(profiles), message, stderr };
}

describe('both sides of prof flame', () => {
  it.each([
    [['checkout/heap~1', 'checkout'], '13 heap', '14 heap'],
    [['checkout@2024-01-13', 'checkout/heap'], '13 heap', '14 heap'],
    [['checkout~1', 'checkout'], '14 cpu', '15 cpu'],
    [['--diff-base', 'latest', 'checkout/cpu'], '14 cpu', '15 cpu'],
    [['--diff-base', '@2024-01-13', 'checkout/cpu'], '13 cpu', '15 cpu'],
    [['--base', 'latest', 'checkout/heap'], '13 heap', '14 heap'],
    [['--diff-base', 'checkout/cpu~2', 'checkout/cpu'], '13 cpu', '15 cpu'],
  ])('are of one type, and found as those of prof diff: %j', async (args, base, target) => {
    expect(await sides(...args)).toMatchObject({ exitCode: 0, base: [base], target: [target] });
  });

  it('says which base was meant', async () => {
    const { stderr } = await sides('--diff-base', 'latest', 'checkout/cpu');
    expect(stderr).toMatch(/^base is latest: /);
  });

  it.each([
    [['checkout/cpu', 'checkout/cpu'], 'both sides are the same'],
    [['checkout/cpu~1', 'checkout/cpu', '--base', 'latest'], 'two profiles are compared already'],
  ])('refuses %j', async (args, message) => {
    expect(await sides(...args)).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});
