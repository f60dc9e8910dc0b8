/** `prof pprof` against `go tool pprof` on random profiles and options, from fixed seeds. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ProtoWriter } from '../support/proto-writer.ts';
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

  it.each(['-proto', '-topproto'])('with what it writes as %s', async (format) => {
    const random = new Random(4);
    for (let i = 0; i < 100; i++) {
      const sources = Array.from({ length: 1 + random.below(2) }, (_, n) =>
        write(`proto-${n}.pb`, randomProfile(20_000 + 2 * i + n, { typesFrom: i })),
      );
      const argv = [...randomPprofOptions(random, format), '-output=FILE', ...sources];
      const into = (file: string) => argv.map((word) => word.replace('FILE', file));
      const expected = runReference(into('theirs.pb.gz'), 'UTC');
      const ours = await runPprofInProcess(into('ours.pb.gz'), { folder, tz: 'UTC' });
      expect(ours.exitCode, argv.join(' ')).toBe(expected.exitCode);
      if (expected.exitCode !== 0) continue;
      const raw = (file: string) => runReference(['-raw', '-symbolize=none', file], 'UTC');
      expect(raw('ours.pb.gz'), argv.join(' ')).toEqual(raw('theirs.pb.gz'));
    }
  });

  it('on source lines', async () => {
    mkdirSync(join(folder, 'src', 'rel'), { recursive: true });
    mkdirSync(join(folder, 'src', 'app'), { recursive: true });
    const numbered = (line: string) => Array.from({ length: 55 }, (_, i) => `${i + 1} ${line}`).join('\n');
    writeFileSync(join(folder, 'src', 'rel', 'cart.go'), `${numbered('tab\té\r')}\n`);
    writeFileSync(join(folder, 'src', 'app', 'main.go'), numbered('without an end'));
    writeFileSync(join(folder, 'src', 'weird name.js'), `\n\n${'x'.repeat(70_000)}\nafter a long line\n`);
    await compareMany(150, 6, (random, i) => [
      ...randomPprofOptions(random, random.pick(['-list=main', '-list=.', '-list=fib|foo'])),
      ...(random.chance(0.5) ? ['-source_path=src'] : []),
      ...(random.chance(0.3) ? [`-trim_path=${random.pick(['/src', '/src/app', '/usr/lib'])}`] : []),
      write(`list-${i % 20}.pb`, randomProfile(30_000 + i)),
    ]);
  });

  it('on percentages at the edges of their forms', async () => {
    const shares = [999_499, 999_500, 999_501, 1_000_500, 10_000, 9_999, 1250, 6250, 625, 100, 99, 1, 0];
    for (const [i, share] of shares.entries()) {
      const file = write(`share-${i}.pb`, sharesProfile([share, 1_000_000 - share, -share]));
      expect(await compare(['-top', '-nodefraction=0', file], 'UTC')).toBe('equal');
      expect(await compare(['-top', '-nodefraction=0', '-drop_negative', file], 'UTC')).toBe('equal');
    }
  });
});

/** One function a value. */
function sharesProfile(values: readonly number[]): Uint8Array {
  const out = new ProtoWriter().data(1, new ProtoWriter().int(1, 1).int(2, 2));
  for (const [i, value] of values.entries()) {
    const id = i + 1;
    out.data(2, new ProtoWriter().packed(1, [id]).packed(2, [value]));
    out.data(4, new ProtoWriter().int(1, id).data(4, new ProtoWriter().int(1, id)));
    out.data(
      5,
      new ProtoWriter()
        .int(1, id)
        .int(2, 2 + id)
        .int(3, 2 + id),
    );
  }
  for (const text of ['', 'cpu', 'nanoseconds', ...values.map((_, i) => `f${i}`)]) out.data(6, text);
  return out.finish();
}
