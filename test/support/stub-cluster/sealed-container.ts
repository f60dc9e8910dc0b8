import { readFileSync, realpathSync } from 'node:fs';
import { temporaryFolder } from '../run-prof.ts';
import { NODE_FOLDER, type SampleProgram, startProgram } from '../sample-program.ts';
import type { ExecProgram } from './answer-exec.ts';
import { localExec } from './local-exec.ts';

/** A process that has processes, mounts and a root of its own, as a container's first has. */
export interface SealedContainer {
  readonly program: SampleProgram;
  readonly exec: ExecProgram;
  stop(): Promise<void>;
}

export interface SealedOptions {
  /** The command, in the container: `/nodejs/bin/node /app/idle.js`. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** With `/bin` and `/usr/bin` of this machine, and so with a shell; else there is nothing but Node.js. */
  readonly hasShell?: boolean;
}

/** Libraries, Node.js at the place that distroless images have it, and the sample programs as `/app`. */
const SEAL = `set -e
root=$1 node=$2 app=$3 folders=$4
shift 4
for folder in $folders; do
  if [ -d $folder ]; then mkdir -p $root$folder; mount --rbind $folder $root$folder; fi
done
mkdir -p $root/proc $root/app $root/nodejs/bin $root/dev
touch $root/nodejs/bin/node $root/dev/null
mount --bind /dev/null $root/dev/null
mount --bind $node $root/nodejs/bin/node
mount --bind $app $root/app
mount -t proc proc $root/proc
exec chroot $root "$@"`;

/** Starts one on this machine, by what the kernel has for containers. Its network is the machine's. */
export async function startSealed({
  command,
  env = {},
  hasShell = false,
}: SealedOptions): Promise<SealedContainer> {
  const root = temporaryFolder();
  const folders = ['/lib', '/lib64', '/usr/lib', ...(hasShell ? ['/bin', '/usr/bin'] : [])];
  const place = [root.path, realpathSync(process.execPath), NODE_FOLDER, folders.join(' ')];
  const own = ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child'];
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const program = await startProgram('env', [
    ...words,
    'unshare',
    ...own,
    'sh',
    '-c',
    SEAL,
    'sh',
    ...place,
    ...command,
  ]);
  // `env` became unshare, whose only child is the container's first process.
  const pid = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').trim();
  const inside = ['nsenter', '-t', pid, '--user', '--mount', '--pid', '--root', '--'];
  return {
    program,
    exec: localExec({ inside, env: { PATH: process.env.PATH ?? '', ...env } }),
    stop: async () => {
      await program.stop();
      root.remove();
    },
  };
}
