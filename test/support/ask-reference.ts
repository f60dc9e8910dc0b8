/** The reference itself, where Go is present. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Verdict } from './mutants.ts';

let tool: string | undefined;

/** The path of Go's own pprof: running it directly saves the go command's start. */
function referenceTool(): string {
  tool ??= spawnSync('go', ['tool', '-n', 'pprof'], { encoding: 'utf8' }).stdout.trim();
  return tool;
}

/** The reference's standard output, standard error and exit status. */
export function runReference(
  args: readonly string[],
  { folder, input = '' }: { readonly folder?: string; readonly input?: string } = {},
) {
  return spawnSync(referenceTool(), args, {
    env: { ...process.env, TZ: 'UTC' },
    cwd: folder,
    input,
    maxBuffer: 1 << 28,
  });
}

/** What `-raw` says of a file; undefined where the reference crashes (a build id of one character does that). */
export function askReference(file: string): Verdict | undefined {
  const { status, stdout, stderr } = runReference(['-raw', '-symbolize=none', file]);
  if (stderr.includes('panic: ')) return undefined;
  return verdictOf(status, stdout, stderr.toString(), file);
}

/** The same of any pprof: of a file that it refuses it says `FILE: why`, of all sources together only why. */
export function verdictOf(status: number | null, stdout: Uint8Array, stderr: string, file: string): Verdict {
  if (status === 0) return { raw: createHash('sha256').update(stdout).digest('hex').slice(0, 16) };
  const lines = stderr.trim().split('\n');
  const ofFile = lines.find((line) => line.startsWith(`${file}: `));
  if (ofFile !== undefined) return { error: ofFile.slice(file.length + 2) };
  return { error: lines.at(-1)!.replace(/^(pprof: )?(problem fetching source profiles: )?/, '') };
}
