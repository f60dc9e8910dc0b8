/** `prof pprof` inside this process, on real files, as if started in the folder of the recorded cases. */
import { fileURLToPath } from 'node:url';
import { createFiles } from '../../src/adapters/files.ts';
import type { FileSystem } from '../../src/ports/file-system.ts';
import type { HttpClient } from '../../src/ports/http-client.ts';
import { runPprof } from '../../src/report/pprof-driver.ts';
import { PPROF_CASE_FOLDER } from './pprof-cases.ts';

export interface PprofRun {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: string[];
}

export interface PprofRunOptions {
  readonly folder?: string;
  /** The TZ variable. */
  readonly tz?: string;
  /** Default: no network. */
  readonly http?: () => Promise<HttpClient>;
}

export async function runPprofInProcess(
  argv: readonly string[],
  {
    folder = fileURLToPath(PPROF_CASE_FOLDER),
    tz = 'UTC',
    http = () => Promise.reject(new Error('no network in this test')),
  }: PprofRunOptions = {},
): Promise<PprofRun> {
  const chunks: Uint8Array[] = [];
  const stderr: string[] = [];
  const exitCode = await runPprof(argv, {
    files: async () => filesIn(folder),
    http,
    graphviz: () => Promise.reject(new Error('no Graphviz in this test')),
    tz,
    cwd: folder,
    isTerminal: false,
    prompt: () => undefined,
    write: async (bytes) => {
      chunks.push(bytes.slice());
      return true;
    },
    warn: (message) => {
      stderr.push(message);
    },
  });
  return { exitCode, stdout: Buffer.concat(chunks), stderr };
}

/** Real files, with names that do not begin with a slash taken from this folder. */
export function filesIn(folder: string): FileSystem {
  const files = createFiles();
  const at = (path: string) => (path.startsWith('/') ? path : `${folder}/${path}`);
  return {
    ...files,
    stat: (path) => files.stat(at(path)),
    read: (path, maxBytes) => files.read(at(path), maxBytes),
    write: (path, bytes, options) => files.write(at(path), bytes, options),
  };
}
