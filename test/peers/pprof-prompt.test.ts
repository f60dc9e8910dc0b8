/** The prompt of `prof pprof` against that of `go tool pprof`, which reads its commands from a pipe as well. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Random, randomProfile } from '../support/random-profile.ts';
import { randomPromptLine } from '../support/random-prompt-lines.ts';
import { comparable, type PromptRun, runPromptInProcess } from '../support/run-prompt.ts';

const reference = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();

describe('the prompt equals that of go tool pprof', () => {
  const base = mkdtempSync(join(tmpdir(), 'prof-prompt-'));
  afterAll(() => rmSync(base, { recursive: true }));

  /** A folder of the same name for both, since messages tell it. */
  function freshFolder(profile: Uint8Array): string {
    const folder = join(base, 'run');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'profile.pb'), profile);
    return folder;
  }

  /** What is in the files that were written; in compressed ones as the reference tells it. */
  const filesIn = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name !== 'src' && name !== 'profile.pb')
      .sort()
      .map((name) => {
        const text = readFileSync(join(folder, name), 'latin1');
        if (!text.startsWith('\x1f\x8b')) return [name, text];
        return [name, runReference(['-raw', '-symbolize=none', name], [], folder).stdout];
      });

  function runReference(argv: readonly string[], lines: readonly string[], folder: string): PromptRun {
    const { stdout, stderr, status } = spawnSync(reference, argv, {
      cwd: folder,
      input: lines.map((line) => `${line}\n`).join(''),
      env: { ...process.env, TZ: 'UTC', HOME: base, PPROF_BINARY_PATH: join(folder, 'none') },
      maxBuffer: 1 << 28,
    });
    return { exitCode: status ?? -1, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') };
  }

  async function compare(profile: Uint8Array, argv: readonly string[], lines: readonly string[]) {
    const ask = () => {
      const folder = freshFolder(profile);
      return { ...comparable(runReference(argv, lines, folder)), files: filesIn(folder) };
    };
    const expected = ask();
    const folder = freshFolder(profile);
    const ours = { ...comparable(await runPromptInProcess(argv, lines, folder)), files: filesIn(folder) };
    if (JSON.stringify(ours) === JSON.stringify(expected)) return 'equal';
    // The reference leaves some ties to chance; what it prints differently itself proves nothing.
    for (let i = 0; i < 8; i++) if (JSON.stringify(ask()) !== JSON.stringify(expected)) return 'unordered';
    expect(ours, `pprof ${argv.join(' ')}\n${lines.join('\n')}`).toEqual(expected);
    return 'equal';
  }

  it('on random lines', async () => {
    const random = new Random(11);
    const counts = { equal: 0, unordered: 0 };
    const sessions = 150;
    for (let i = 0; i < sessions; i++) {
      const flags = random.pick([
        [],
        [],
        ['-focus=main'],
        ['-sample_index=0'],
        ['-output=out.txt'],
        ['-compact_labels=false'],
        ['-cum', '-lines'],
      ]);
      const lines = Array.from({ length: 12 }, () => randomPromptLine(random));
      counts[await compare(randomProfile(50_000 + i), ['-symbolize=none', ...flags, 'profile.pb'], lines)]++;
    }
    expect(counts.unordered).toBeLessThan(sessions * 0.2);
  });
});
