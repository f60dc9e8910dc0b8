// All that is checked without running prof: types, lint and format, unused code, the architecture, generated files.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = `${root}node_modules/`;
const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit', '-p', '.'],
  'types of pages': ['typescript/bin/tsc', '--noEmit', '-p', 'src/flame-page'],
  lint: ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  'unused code': ['knip/bin/knip.js'],
  architecture: [
    'vitest/vitest.mjs',
    'run',
    '--project=architecture',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${root}node_modules/.cache/prof/check.json`,
  ],
};

function run(name, [file, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (bytes) => output.push(bytes));
    child.stderr.on('data', (bytes) => output.push(bytes));
    child.on('close', (status) => {
      console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
      if (status !== 0) process.stdout.write(Buffer.concat(output));
      resolve(status === 0);
    });
  });
}

const results = await Promise.all([
  ...Object.entries(CHECKS).map(([name, [file, ...args]]) => run(name, [bin + file, ...args])),
  run('generated files', [`${root}bin/generate.js`, '--check']),
]);
if (results.includes(false)) process.exitCode = 1;
