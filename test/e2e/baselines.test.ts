import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { smallProfile } from '../support/small-profiles.ts';

const home = temporaryFolder();
const LOOKBACK = ['--lookback', '100000d'];

async function put(time: string, seconds: number, flags: string[], env: Record<string, string> = {}) {
  const file = `${home.path}/one.pb.gz`;
  writeFileSync(file, smallProfile({ stacks: { 'main.run;main.parse': seconds * 1e9 } }));
  const args = ['put', file, '--service', 'checkout', '--type', 'cpu', '--time', time, ...flags];
  expect(await runProf(home.path, args, { env })).toMatchObject({ exitCode: 0 });
}

beforeAll(async () => {
  await put('2024-01-08T12:10:00Z', 1, []);
  await put('2024-01-12T12:00:00Z', 2, [], { PROF_LABELS: 'service-version=1.1,git-branch=main' });
  await put('2024-01-13T12:00:00Z', 3, ['--label', 'git-branch=main'], {
    PROF_LABELS: 'service-version=1.2',
  });
  await put('2024-01-14T12:00:00Z', 4, ['--label=service-version=1.3', '--label', 'git-branch=feature/x']);
  await put('2024-01-15T12:00:00Z', 5, ['--label', 'git-branch=feature/x'], {
    PROF_LABELS: 'service-version=1.3,git-branch=wrong',
  });
});
afterAll(() => home.remove());

const diff = (...args: string[]) => runProf(home.path, ['diff', ...args, ...LOOKBACK]);

describe('prof diff --base', () => {
  it.each([
    ['latest', 4],
    ['same-hour-last-week', 1],
    ['previous-release', 3],
    ['git:main', 3],
    ['@2024-01-12', 2],
    ['checkout~1', 4],
  ])('%s', async (base, seconds) => {
    const { exitCode, stdout } = await diff('--base', base, 'checkout/cpu', '--json');
    const document = JSON.parse(stdout);
    expect({ exitCode, base: document.total.base, target: document.total.target }).toEqual({
      exitCode: 0,
      base: seconds * 1e9,
      target: 5e9,
    });
    expect(document.baseline).toEqual(
      base === 'checkout~1' ? null : expect.stringMatching(new RegExp(`^${base}(?:: |$)`)),
    );
  });

  it('says on standard error what was taken', async () => {
    const { stdout, stderr } = await diff('--base', 'previous-release', 'checkout/cpu');
    expect(stdout).toMatch(/^checkout cpu: total \+66\.7% \(3s → 5s\)/);
    expect(stderr).toBe('base is previous-release: version 1.2; the target is 1.3\n');
  });

  it.each([
    [['--base', 'previous-release', 'checkout/cpu@2024-01-12'], 3, 'no other release'],
    [['--base', 'git:nowhere', 'checkout/cpu'], 3, 'there are runs of feature/x, main'],
    [['--base', 'same-hour-last-week', 'checkout/cpu~1'], 3, 'within half an hour of 2024-01-07 12:00:00'],
    [['--base', 'latest', './one.pb.gz'], 2, 'is not from the store'],
    [['--base', 'latest', 'checkout/cpu~1', 'checkout/cpu'], 2, 'with --base the one argument is the target'],
    [['--base', 'latest'], 2, 'missing argument'],
    [['--base', 'latest', 'chekout'], 3, 'did you mean checkout?'],
  ])('explains failures: %j', async (args, exitCode, message) => {
    const result = await diff(...args);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});
