import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Pager, PagerSession } from '../ports/pager.ts';

/** What git gives its pager where the user says nothing: quit on one screen, colours, no clearing. */
const DEFAULTS = { LESS: 'FRX', LV: '-c' };

/** Exit statuses of a shell that could not run the command. */
const NOT_RUN = [126, 127];

/** Pagers as programs on this process's terminal, run by the system's shell, as git does. */
export function createPager(): Pager {
  return { start: startPager };
}

async function startPager(command: string): Promise<PagerSession | undefined> {
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...DEFAULTS, ...process.env },
  });
  try {
    await once(child, 'spawn');
  } catch {
    return undefined;
  }
  return sessionOf(child);
}

function sessionOf(child: ChildProcess): PagerSession {
  const input = child.stdin!;
  let isOpen = true;
  const close = () => {
    isOpen = false;
    input.end();
  };
  // It was left while text was on the way to it: no error.
  input.on('error', close);
  const ended = new Promise<{ couldRun: boolean }>((resolve) => {
    child.once('close', (status) => {
      close();
      resolve({ couldRun: status === null || !NOT_RUN.includes(status) });
    });
  });
  const write = async (text: string) => {
    if (!isOpen) return false;
    // Calls back when it left the process, and also when it cannot any more.
    await new Promise<void>((resolve) => {
      input.write(text, () => resolve());
    });
    return isOpen;
  };
  return { write, close, ended };
}
