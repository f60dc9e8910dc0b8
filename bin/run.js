#!/usr/bin/env node
// The prof command. What runs on an old Node.js (handing over to the pinned one) uses no newer syntax, and the
// newer modules are imported only where they are needed: this file is part of every start.
import nodeModule from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

// Imported, it would be loaded with its streams, of which few runs need any.
const { existsSync, readFileSync } = nodeModule.createRequire(import.meta.url)('fs');
const MINIMUM = [22, 2];
const root = fileURLToPath(new URL('..', import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);

if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
  runPinned();
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`prof: cannot write to standard output: ${error.message}\n`);
    process.exit(6);
  });
  process.stdout.write(`prof ${version()}\n`);
} else {
  start();
}

function version() {
  return JSON.parse(readFileSync(`${root}package.json`, 'utf8')).version;
}

function fail(message) {
  process.stderr.write(`prof: ${message}\n`);
  process.exit(2);
}

function start() {
  if (!existsSync(`${root}dist/main.js`)) fail(`not built yet; run npm run build in ${root}`);
  const cache = cacheFolder();
  // Not a named import: older versions do not export it, and that would be a syntax error there.
  if (cache !== undefined) nodeModule.enableCompileCache(cache);
  import('../dist/main.js').then((program) =>
    program.start({ argv: process.argv.slice(2), root: root, version: version() }),
  );
}

/** Where V8 keeps compiled code: the user's own, so that no one else can write to it. */
function cacheFolder() {
  const base = [
    process.env.XDG_CACHE_HOME,
    process.platform === 'win32'
      ? process.env.LOCALAPPDATA
      : process.env.HOME && `${process.env.HOME}/.cache`,
  ].filter((folder) => folder && isAbsolute(folder))[0];
  return base && `${base}/prof/compile-cache`;
}

/** Runs the same command line on the Node.js that a clone of the repository installs, and ends as it ends. */
function runPinned() {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = [`node-${platform}`, `node-bin-${platform}`]
    .map((name) => `${root}node_modules/${name}/bin/${file}`)
    .filter(existsSync)[0];
  if (pinned === undefined) {
    fail(`needs Node.js ${MINIMUM.join('.')} or newer; this is ${process.version} (${process.execPath})`);
  }
  import('node:child_process').then((childProcess) => {
    const env = Object.assign({}, process.env, { PROF_HANDED_OVER: '1' });
    const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
    const child = childProcess.spawn(pinned, args, { stdio: 'inherit', env: env });
    ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
      process.on(signal, () => {
        child.kill(signal);
      });
    });
    child.on('error', (error) => {
      fail(`cannot run ${pinned}: ${error.message}`);
    });
    child.on('exit', (code, signal) => {
      if (signal === null) return process.exit(code);
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    });
  });
}
