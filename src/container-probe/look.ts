/**
 * A program that prof runs inside a container, on the Node.js that is there: looks at all processes of the container
 * and prints those of Node.js as JSON. It changes nothing.
 */
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { isNodeProgram } from '../adapters/processes/is-node-program.ts';
import { listeningPorts } from '../adapters/processes/listening-sockets.ts';
import { readStat } from '../adapters/processes/read-stat.ts';
import { withProgram } from '../adapters/processes/with-program.ts';
import { inspectorPortOf, scriptOf } from '../naming/node-arguments.ts';
import type { HiddenProcess, NodeProcess, NodeProcesses } from '../ports/node-processes.ts';

const MAX_TEXT = 200;

const known = new Map<string, Promise<boolean>>();

/** Whether a process runs Node.js; each program file is read once. */
async function isNode(pid: number): Promise<boolean> {
  const { dev, ino } = await stat(`/proc/${pid}/exe`);
  const key = `${dev} ${ino}`;
  const found = known.get(key) ?? withProgram(pid, isNodeProgram);
  known.set(key, found);
  return found;
}

async function describe(pid: number): Promise<NodeProcess | undefined> {
  const running = await readStat(pid);
  // With a shared process namespace, other containers' processes are seen, too.
  const isOurs = (await readlink(`/proc/${pid}/ns/mnt`)) === (await readlink('/proc/self/ns/mnt'));
  if (!running || !isOurs || !(await isNode(pid))) return undefined;
  const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replace(/\0$/, '').split('\0');
  const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
  const options = environment.find((entry) => entry.startsWith('NODE_OPTIONS='))?.slice(13);
  return {
    pid,
    ...running,
    script: (scriptOf(args) ?? args[0] ?? '').slice(0, MAX_TEXT),
    ports: await listeningPorts(pid),
    inspectorPort: inspectorPortOf(args, options),
  };
}

async function look(): Promise<NodeProcesses> {
  const processes: NodeProcess[] = [];
  const hidden: HiddenProcess[] = [];
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  for (const pid of pids.sort((left, right) => left - right)) {
    try {
      const found = await describe(pid);
      if (found) processes.push(found);
    } catch {
      // Of what has ended meanwhile, and of the kernel's own, there is none.
      const name = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (name !== '') hidden.push({ pid, name: name.split('\0', 1)[0]!.slice(0, MAX_TEXT) });
    }
  }
  return { processes, hidden };
}

look().then((found) => process.stdout.write(`${JSON.stringify(found)}\n`));
