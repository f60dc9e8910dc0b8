import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProfError } from '../kit/errors.ts';
import type { Programs } from '../ports/programs.ts';

/** What the desktop opens files with; elsewhere it is freedesktop.org's. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', win32: 'explorer' };

export function createPrograms(): Programs {
  return {
    run: async ([file, ...args]) => {
      const child = spawn(file, args, { stdio: 'inherit' });
      // Both at once: a program may end before anybody asks.
      const ended = new Promise<void>((resolve) => {
        child.once('close', () => resolve());
      });
      await started(child, file);
      await ended;
    },
    privateFolder: () => mkdtemp(join(tmpdir(), 'prof-')),
    open: async (path) => {
      const file = OPENERS[process.platform] ?? 'xdg-open';
      const child = spawn(file, [path], { stdio: 'ignore', detached: true });
      await started(child, file);
      child.unref();
    },
  };
}

async function started(child: ReturnType<typeof spawn>, file: string): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ProfError('NOT_FOUND', `no program ${file} on this machine`);
    if (code === 'EACCES') throw new ProfError('NOT_ALLOWED', `${file} may not be run`);
    throw error;
  }
}
