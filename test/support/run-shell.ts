import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { ROOT, RUN_JS } from './run-prof.ts';

export interface ShellRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** This process's environment without what steers clients of S3, and with what is given; `prof` is the built one. */
function shellEnvironment(extra: Record<string, string>): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS|RCLONE|PROF)_/.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), TZ: 'UTC', ...extra };
}

/** Runs lines as bash does, ending with the first that fails. */
export async function runBash(
  script: string,
  { cwd, env, input = '' }: { cwd: string; env: Record<string, string>; input?: string },
): Promise<ShellRun> {
  const prof = `prof() { '${process.execPath}' '${RUN_JS}' "$@"; }\n`;
  const { exitCode, stdout, stderr } = await execa('bash', ['-e', '-o', 'pipefail', '-c', prof + script], {
    cwd,
    env: shellEnvironment(env),
    extendEnv: false,
    input,
    reject: false,
    stripFinalNewline: false,
    timeout: 120_000,
  });
  return { exitCode, stdout, stderr };
}

/** The blocks of a page of the docs that are fenced as `bash`, in order. */
export function bashBlocks(page: string): string[] {
  const text = readFileSync(ROOT + page, 'utf8');
  return [...text.matchAll(/^```bash\n([\s\S]*?)^```/gm)].map(([, block]) => block!);
}
