// Makes a fresh clone ready: installs the packages of package-lock.json unless they are there, and builds dist/
// unless it is current. Then runs what stands after `--` on the pinned runtime: a shell that has looked up `node`
// once, for this file, goes on with that one. Runs on any Node.js that npm runs on, so: no packages, no new syntax.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedMatchesLock } from './build/installed.js';
import { builtStamp, sourceStamp } from './build/stamp.js';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(command, args, env = {}, stdio = ['ignore', 2, 2]) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status || 1);
}

function install() {
  console.error('installing the packages of package-lock.json');
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const env = homeIsWritable() ? {} : { npm_config_cache: join(tmpdir(), 'prof-npm-cache') };
  // Under npm, the same npm on the Node.js that runs it: ours in node_modules is about to be replaced.
  if (npm?.endsWith('.js')) run(process.env.npm_node_execpath || process.execPath, [npm, ...args], env);
  else run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, env);
}

function homeIsWritable() {
  try {
    accessSync(homedir(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a script on the pinned runtime where the platform has one. */
function runPinned(args, stdio) {
  const PATH = join(root, 'node_modules', '.bin') + delimiter + process.env.PATH;
  run('node', args, { PATH }, stdio);
}

/** So that npx finds prof inside the clone; npm links the commands of dependencies only. */
function linkCommand() {
  const link = join(root, 'node_modules', '.bin', 'prof');
  if (process.platform !== 'win32' && !existsSync(link)) symlinkSync('../../bin/run.js', link);
}

if (!installedMatchesLock(root)) install();
linkCommand();
const isStale = builtStamp(root) !== sourceStamp(root) || !existsSync(`${root}dist/main.js`);
if (isStale || process.argv.includes('--rebuild')) runPinned(['bin/build.js']);

const separator = process.argv.indexOf('--');
if (separator !== -1) {
  // Ctrl-C reaches the script too, which ends in its own time; this waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  runPinned(process.argv.slice(separator + 1), 'inherit');
}
