/** `prof pprof` against `go tool pprof` on random profiles and options, from fixed seeds. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { randomPprofOptions } from '../support/random-pprof-options.ts';
import { Random, randomProfile } from '../support/random-profile.ts';
import { runPprofInProcess } from '../support/run-pprof.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  ':Australia/Lord_Howe',
  '',
  'No/Such',
];

const reference = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();

describe('prof pprof equals go tool pprof', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prof-peer-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function runReference(argv: readonly string[], tz: string) {
    const { stdout, status } = spawnSync(reference, argv, {
      cwd: folder,
      env: { ...process.env, TZ: tz, HOME: folder, PPROF_BINARY_PATH: join(folder, 'none') },
      maxBuffer: 1 << 26,
    });
    return { stdout: stdout.toString('latin1'), exitCode: status };
  }

  async function compare(argv: readonly string[], tz: string): Promise<'equal' | 'unordered'> {
    const expected = runReference(argv, tz);
    const ours = await runPprofInProcess(argv, { folder, tz });
    const actual = { stdout: Buffer.from(ours.stdout).toString('latin1'), exitCode: ours.exitCode };
    if (actual.stdout === expected.stdout && actual.exitCode === expected.exitCode) return 'equal';
    // The reference leaves some ties to chance; what it prints differently itself proves nothing.
    for (let i = 0; i < 8; i++) if (runReference(argv, tz).stdout !== expected.stdout) return 'unordered';
    expect(actual, `TZ=${tz} pprof ${argv.join(' ')}\n${ours.stderr.join('\n')}`).toEqual(expected);
    return 'equal';
  }

  async function compareMany(count: number, seed: number, argvFor: (random: Random, i: number) => string[]) {
    const random = new Random(seed);
    let unordered = 0;
    for (let i = 0; i < count; i++) {
      const argv = argvFor(random, i);
      if ((await compare(argv, random.pick(ZONES))) === 'unordered') unordered++;
    }
    expect(unordered).toBeLessThan(count * 0.05);
  }

  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return name;
  };

  it('on one profile', async () => {
    await compareMany(800, 1, (random, i) => [
      ...randomPprofOptions(random),
      write(`single-${i % 50}.pb`, randomProfile(1000 + i)),
    ]);
  });

  it('on several profiles', async () => {
    await compareMany(300, 2, (random, i) => {
      const sources = Array.from({ length: 2 + random.below(3) }, (_, n) => {
        const typesFrom = random.chance(0.85) ? 5000 + i : 5000 + i + n;
        return write(`merge-${n}.pb`, randomProfile(100 * i + n, { typesFrom }));
      });
      return [...randomPprofOptions(random), ...sources];
    });
  });

  it.each(['base', 'diff_base'])('with -%s', async (flag) => {
    await compareMany(250, 3, (random, i) => {
      const source = write('new.pb', randomProfile(7000 + i, { typesFrom: i, wild: random.chance(0.3) }));
      const base = write('old.pb', randomProfile(random.chance(0.1) ? 7000 + i : 9000 + i, { typesFrom: i }));
      const normalize = random.chance(0.3) ? ['-normalize'] : [];
      return [...randomPprofOptions(random), ...normalize, `-${flag}=${base}`, source];
    });
  });
});
