import type { FileHandle } from 'node:fs/promises';
import * as fs from 'node:fs/promises';
import type { FileOps } from '../../src/adapters/disk/file-ops.ts';

/** Decides about each file call before it happens; throwing stops it. */
export type Gate = (call: string, path: string) => Promise<void> | void;

const REAL: Readonly<Record<string, unknown>> = { ...fs };
const NAMES = ['copyFile', 'link', 'lstat', 'mkdir', 'open', 'readdir', 'rename', 'rmdir', 'unlink'] as const;

/** Real file calls that first ask the gate; so do the calls of the files that they open. */
export function gatedFileOps(gate: Gate): FileOps {
  const ops: Record<string, unknown> = {};
  for (const name of NAMES) {
    const real = REAL[name] as (...given: unknown[]) => Promise<unknown>;
    ops[name] = async (...given: unknown[]) => {
      await gate(name, String(given[0]));
      const result = await real(...given);
      return name === 'open' ? gatedHandle(result as FileHandle, gate, String(given[0])) : result;
    };
  }
  return ops as unknown as FileOps;
}

function gatedHandle(handle: FileHandle, gate: Gate, path: string): FileHandle {
  return new Proxy(handle, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        // A dead process's files are closed by the system; ours must be closed here.
        if (name !== 'close') await gate(`file.${String(name)}`, path);
        return (member as (...args: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

/**
 * The same calls in a world where every file looks a day old, as if each writer had slept that long,
 * but for those just renamed: renaming touches a file's change time.
 */
export function withOldFiles(ops: FileOps): FileOps {
  const renamed = new Set<string>();
  const rename: FileOps['rename'] = async (from, to) => {
    renamed.add(String(to));
    await ops.rename(from, to);
  };
  const lstat = async (path: string, options?: object) => {
    const stat = await ops.lstat(path, options);
    const dayMs = 86_400_000;
    if (!renamed.has(path) && options === undefined) {
      Object.assign(stat, { mtimeMs: stat.mtimeMs - dayMs, ctimeMs: stat.ctimeMs - dayMs });
    }
    return stat;
  };
  return { ...ops, rename, lstat: lstat as FileOps['lstat'] };
}

export class Killed extends Error {}

/** Ends the process, so to speak, before its n-th file call: that and every later one fail. */
export function killedBefore(callNumber: number): { ops: FileOps; calls: () => number } {
  let calls = 0;
  const ops = gatedFileOps(() => {
    calls += 1;
    if (calls >= callNumber) throw new Killed();
  });
  return { ops, calls: () => calls };
}
