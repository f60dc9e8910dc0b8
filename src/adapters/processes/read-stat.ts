import { readFile } from 'node:fs/promises';

export interface ProcessStat {
  readonly parentPid: number;
  /** Moment of its start in the system's own unit. */
  readonly startedAt: string;
}

/**
 * What the system says of a process that lives; undefined: there is none. Format: proc_pid_stat(5), whose second
 * field is a name that may hold anything, so fields count from its last parenthesis.
 */
export async function readStat(pid: number): Promise<ProcessStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const startedAt = fields[19];
  const isDead = fields[0] === 'Z' || fields[0] === 'X';
  return isDead || startedAt === undefined ? undefined : { parentPid: Number(fields[1]), startedAt };
}
