import { type FileHandle, open, readFile, readlink } from 'node:fs/promises';
import type { SignalHandling } from '../../ports/process-table.ts';
import { readAt, readElfSymbols } from './elf-symbols.ts';
import { withProgram } from './with-program.ts';

const SIGUSR1 = 10;
/** The root of libuv's red-black tree of signal watchers: one for each `process.on('SIG…')`. */
const WATCHER_TREE = 'uv__signal_tree';
/** Offsets in `uv_signal_t` on 64-bit systems; libuv keeps this layout through all of version 1. */
const WATCHER = { sizeBytes: 144, signal: 104, left: 112, right: 120 } as const;
const MAX_WATCHERS = 10_000;

/**
 * What SIGUSR1 does in a Node.js process of Linux.
 *
 * The kernel shows only *whether* a signal is caught (`SigCgt`), and Node.js catches SIGUSR1 from its start, so
 * that bit looks the same with a handler of the program's own: `process.on('SIGUSR1')` replaces Node's. What
 * tells them apart is libuv's tree of signal watchers in the process's memory. The memory of one's own processes
 * is readable unless the kernel's `yama` setting forbids it.
 */
export async function inspectorSignal(pid: number): Promise<SignalHandling> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  if (((caught >> BigInt(SIGUSR1 - 1)) & 1n) === 0n) return { kind: 'unhandled' };
  try {
    const root = await watcherTreeAddress(pid);
    if (root === undefined) {
      return { kind: 'unknown', why: 'its Node.js was built without the symbols that would tell' };
    }
    const watched = await watchedSignals(pid, root);
    return { kind: watched.has(SIGUSR1) ? 'own-handler' : 'node-default' };
  } catch (error) {
    if (error instanceof TreeError) return { kind: 'unknown', why: error.message };
    return { kind: 'unknown', why: 'this system does not let its owner look into the process' };
  }
}

class TreeError extends Error {}

async function watcherTreeAddress(pid: number): Promise<number | undefined> {
  const symbols = await withProgram(pid, (file) => readElfSymbols(file, [WATCHER_TREE]));
  const address = symbols?.addresses.get(WATCHER_TREE);
  if (!symbols || address === undefined) return undefined;
  return symbols.fixedAddresses ? address : address + (await loadBase(pid));
}

/** Where the kernel put a position-independent program: the start of the mapping of its file's first byte. */
async function loadBase(pid: number): Promise<number> {
  const executable = await readlink(`/proc/${pid}/exe`);
  for (const line of (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n')) {
    const found = /^([0-9a-f]+)-[0-9a-f]+ \S+ 0+ \S+ \d+\s+(.+)$/.exec(line);
    if (found?.[2] === executable) return Number.parseInt(found[1]!, 16);
  }
  throw new TreeError('its program file is not where it was started from');
}

async function watchedSignals(pid: number, root: number): Promise<Set<number>> {
  const memory = await open(`/proc/${pid}/mem`);
  try {
    return await walkTree(memory, Number((await readExactly(memory, root, 8)).readBigUInt64LE(0)));
  } finally {
    await memory.close();
  }
}

async function walkTree(memory: FileHandle, root: number): Promise<Set<number>> {
  const signals = new Set<number>();
  const waiting = [root];
  for (let seen = 0; waiting.length > 0; ) {
    const at = waiting.pop()!;
    if (at === 0) continue;
    seen += 1;
    if (seen > MAX_WATCHERS) throw new TreeError('its signal watchers could not be read');
    const watcher = await readExactly(memory, at, WATCHER.sizeBytes);
    const signal = watcher.readInt32LE(WATCHER.signal);
    if (signal < 1 || signal > 64) throw new TreeError('its signal watchers could not be read');
    signals.add(signal);
    waiting.push(Number(watcher.readBigUInt64LE(WATCHER.left)));
    waiting.push(Number(watcher.readBigUInt64LE(WATCHER.right)));
  }
  return signals;
}

async function readExactly(memory: FileHandle, address: number, sizeBytes: number): Promise<Buffer> {
  const bytes = await readAt(memory, address, sizeBytes);
  if (bytes.length < sizeBytes) throw new TreeError('its signal watchers could not be read');
  return bytes;
}
