import { readFile, readlink, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProfError } from '../../kit/errors.ts';
import type { ProcessInfo, ProcessTable } from '../../ports/process-table.ts';
import { readGoBuildInfo } from './go-build-info.ts';
import { inspectorSignal } from './inspector-signal.ts';
import { isNodeProgram } from './is-node-program.ts';
import { isPortTaken, listenerOf, listeningPorts } from './listening-sockets.ts';
import { readStat } from './read-stat.ts';
import { withProgram } from './with-program.ts';

/** The processes of a Linux machine, through /proc. */
export function createProcessTable(): ProcessTable {
  return {
    get: readProcess,
    isNode: (pid) => shown(pid, () => withProgram(pid, isNodeProgram)),
    inspectorSignal: (pid) => shown(pid, () => inspectorSignal(pid)),
    listeningPorts: (pid) => shown(pid, () => listeningPorts(pid)),
    isPortTaken,
    listenerOf,
    goBuildInfo: (pid) => shown(pid, () => withProgram(pid, readGoBuildInfo)),
    environment: (pid, names) => shown(pid, () => readEnvironment(pid, names)),
    wakeInspector,
    packageName,
  };
}

async function readProcess(pid: number): Promise<ProcessInfo | undefined> {
  if (process.platform !== 'linux') {
    throw new ProfError(
      'NOT_ALLOWED',
      `pid:${pid}: only Linux shows what is needed to wake a process safely`,
      {
        hints: ['start the program with --inspect and use node://127.0.0.1:9229'],
      },
    );
  }
  const folder = `/proc/${pid}`;
  const owner = await stat(folder).catch(() => undefined);
  const running = await readStat(pid);
  if (!owner || !running) return undefined;
  const link = (name: string) => readlink(`${folder}/${name}`).catch(() => undefined);
  const args = await readFile(`${folder}/cmdline`, 'utf8').catch(() => '');
  return {
    pid,
    executable: await link('exe'),
    ownedByUs: owner.uid === process.getuid?.(),
    args: args.replace(/\0$/, '').split('\0'),
    workingFolder: await link('cwd'),
    startedAt: running.startedAt,
    otherNetwork: (await link('ns/net')) !== (await readlink('/proc/self/ns/net').catch(() => undefined)),
  };
}

async function readEnvironment(pid: number, names: readonly string[]): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8');
  const found: Record<string, string> = {};
  for (const entry of text.split('\0')) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    if (at > 0 && names.includes(name)) found[name] = entry.slice(at + 1);
  }
  return found;
}

async function wakeInspector(info: ProcessInfo): Promise<void> {
  if ((await readStat(info.pid))?.startedAt !== info.startedAt) throw goneError(info.pid);
  try {
    process.kill(info.pid, 'SIGUSR1');
  } catch (error) {
    throw translate(info.pid, error);
  }
}

async function packageName(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await readFile(join(at, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return nameIn(text);
    if (dirname(at) === at) return undefined;
  }
}

function nameIn(text: string): string | undefined {
  try {
    const { name } = JSON.parse(text) as { name?: unknown };
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Runs a look into /proc; what the system refuses or no longer has becomes an error that names the process. */
async function shown<T>(pid: number, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw translate(pid, error);
  }
}

function translate(pid: number, error: unknown): ProfError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EACCES' || code === 'EPERM') {
    return new ProfError('NOT_ALLOWED', `pid:${pid}: not a process of ours`, {
      hints: ['run prof as the user who started the program'],
      details: { pid },
      cause: error,
    });
  }
  if (code === 'ENOENT' || code === 'ESRCH') return goneError(pid);
  throw error;
}

function goneError(pid: number): ProfError {
  return new ProfError('NOT_FOUND', `pid:${pid}: the process has ended`, { details: { pid } });
}
