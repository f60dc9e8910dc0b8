import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The built CLI, as users run it. */
export const RUN_JS = `${ROOT}bin/run.js`;

/** An environment with nothing of the person who runs the tests in it: an empty home, no PROF_*, no colour settings. */
export function cleanEnvironment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', LANG: 'C.UTF-8' };
}

/** A folder that is removed when the test calls `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'prof-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface ProfRun {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** An open, silent standard input instead of none. */
  readonly isInputOpen?: boolean;
}

/** Runs the built prof to its end; a failure is a value. */
export async function runProf(
  home: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProfRun> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [RUN_JS, ...args], {
    reject: false,
    stripFinalNewline: false,
    extendEnv: false,
    cwd: options.cwd ?? home,
    stdin: options.isInputOpen ? 'pipe' : 'ignore',
    timeout: 30_000,
    env: { ...cleanEnvironment(home), ...options.env },
  });
  return { exitCode, stdout, stderr };
}

/** For `--import`: makes this Node.js say that it is one that prof does not run on. */
export const OLD_NODE = `data:text/javascript,${encodeURIComponent(`
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });
  Object.defineProperty(process, 'version', { value: 'v20.20.2' });
`)}`;
