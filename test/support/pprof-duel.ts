/** One command line, asked of `prof pprof` and of `go tool pprof`. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { createHttpClient } from '../../src/adapters/http/http-client.ts';
import { runPprofInProcess } from './run-pprof.ts';

interface Said {
  /** Of what is compressed the content: compressors differ. */
  readonly stdout: string;
  readonly exitCode: number;
  readonly stderr: readonly string[];
}

/** The reference leaves some ties to chance; what it prints differently itself proves nothing. */
const MOST_ATTEMPTS = 25;

export class PprofDuel {
  readonly folder = mkdtempSync(join(tmpdir(), 'prof-duel-'));
  private readonly reference = execFileSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).trim();
  private fought = 0;
  private unordered = 0;

  write(name: string, bytes: Uint8Array | string): string {
    writeFileSync(join(this.folder, name), bytes);
    return name;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Fails where output, exit status or what is said on stderr differ. */
  async compare(argv: readonly string[], tz = 'UTC'): Promise<void> {
    const [expected, actual] = await Promise.all([this.askReference(argv, tz), this.askProf(argv, tz)]);
    this.fought++;
    if (isEqual(actual, expected)) return;
    for (let i = 0; i < MOST_ATTEMPTS; i++) {
      if (isEqual(await this.askReference(argv, tz), expected)) continue;
      this.unordered++;
      return;
    }
    expect(actual, `TZ=${tz} pprof ${argv.join(' ')}`).toEqual(expected);
  }

  /** Fails if the reference left more than that part of all command lines to chance. */
  requireOrder(part: number): void {
    expect(this.fought).toBeGreaterThan(0);
    expect(this.unordered).toBeLessThanOrEqual(this.fought * part);
  }

  private async askProf(argv: readonly string[], tz: string): Promise<Said> {
    const { stdout, exitCode, stderr } = await runPprofInProcess(argv, {
      folder: this.folder,
      tz,
      http: async () => createHttpClient(),
    });
    return { stdout: contentOf(stdout), exitCode, stderr: remarks(stderr.join('\n')) };
  }

  private askReference(argv: readonly string[], tz: string): Promise<Said> {
    const env = { ...process.env, TZ: tz, HOME: this.folder, PPROF_BINARY_PATH: join(this.folder, 'none') };
    const options = { cwd: this.folder, env, maxBuffer: 1 << 28, encoding: 'buffer' as const };
    return new Promise((resolve) => {
      const child = execFile(this.reference, argv, options, (error, stdout, stderr) => {
        const exitCode = error === null ? 0 : Number(error.code);
        resolve({ stdout: contentOf(stdout), exitCode, stderr: remarks(stderr.toString()) });
      });
      // Without a format it would wait for commands.
      child.stdin?.end();
    });
  }
}

const isEqual = (a: Said, b: Said): boolean => JSON.stringify(a) === JSON.stringify(b);

function contentOf(bytes: Uint8Array): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return Buffer.from(isGzip ? gunzipSync(bytes) : bytes).toString('latin1');
}

/** What only the reference says: it looks for programs, and keeps what it fetched. */
const OWN_REMARKS =
  /^(?:Main binary filename|Some binary filenames|Local symbolization|Try setting|Saved profile)/;

/** What was said, in no order (the reference reads sources at the same time), and not how. */
function remarks(stderr: string): string[] {
  const lines = stderr.split('\n').map((line) => line.trimEnd());
  const usage = lines.findIndex((line) => /^usage:/i.test(line));
  const afterUsage = lines.filter((line) => line.endsWith('no profile source specified'));
  const said = usage === -1 ? lines : [...lines.slice(0, usage), 'usage', ...afterUsage];
  return said
    .filter((line) => line !== '' && !OWN_REMARKS.test(line))
    .map((line) =>
      line
        .replace(/^pprof: /, '')
        .replace(/^(problem fetching base profiles: .*),$/, '$1')
        // Types are shown in the reference as Go's own structures, or as their addresses.
        .replace(/(incompatible (?:types|sample types|period types)).*/, '$1')
        .replace(/conflicting options set: .*/, 'conflicting options set'),
    )
    .sort();
}
