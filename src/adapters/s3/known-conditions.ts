import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from './s3-connection.ts';

export interface ProbedServer {
  readonly endpointUrl: string;
  readonly bucket: string;
  readonly env: Environment;
}

interface Answer {
  readonly honours: boolean;
  readonly askedMs: number;
}

/** Servers are updated. */
const VALID_MS = 30 * 24 * 3_600_000;

/**
 * Whether a server honours conditional writes, from `$XDG_CACHE_HOME/prof/s3-conditions.json` or by asking it. A cache that
 * cannot be read or written only costs another question.
 */
export async function knownConditions(
  { endpointUrl, bucket, env }: ProbedServer,
  ask: () => Promise<boolean>,
): Promise<boolean> {
  const path = join(cacheFolder(env), 's3-conditions.json');
  const name = `${endpointUrl} ${bucket}`;
  const known = (await readAnswers(path))[name];
  if (known !== undefined && Date.now() - known.askedMs < VALID_MS) return known.honours;
  const honours = await ask();
  await writeAnswers(path, { ...(await readAnswers(path)), [name]: { honours, askedMs: Date.now() } });
  return honours;
}

function cacheFolder(env: Environment): string {
  const folder = env.XDG_CACHE_HOME;
  return join(folder?.startsWith('/') ? folder : join(env.HOME ?? homedir(), '.cache'), 'prof');
}

async function readAnswers(path: string): Promise<Record<string, Answer>> {
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof found !== 'object' || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).filter(
        ([, answer]) => typeof answer?.honours === 'boolean' && typeof answer?.askedMs === 'number',
      ),
    );
  } catch {
    return {};
  }
}

async function writeAnswers(path: string, answers: Readonly<Record<string, Answer>>): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const fresh = `${path}.${process.pid}.tmp`;
    await writeFile(fresh, JSON.stringify(answers), { mode: 0o600 });
    await rename(fresh, path);
  } catch {
    // It is asked again next time.
  }
}
