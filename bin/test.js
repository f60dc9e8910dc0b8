// Runs the tests that belong to one npm script: `test` (all but real peers) or `ci` (real peers, where a skip fails).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wrongRuntime } from './build/runtime.js';

const PROJECTS = {
  test: ['unit', 'golden', 'contracts', 'integration', 'e2e'],
  ci: ['peers'],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...rest] = process.argv.slice(2);
const problem = wrongRuntime(root);
if (problem !== undefined) {
  console.error(`npm ${script === 'test' ? 'test' : `run ${script}`}: ${problem}`);
  process.exit(1);
}

const report = `${root}node_modules/.cache/prof/${script}.json`;
mkdirSync(`${root}node_modules/.cache/prof`, { recursive: true });
rmSync(report, { force: true });
const { status } = spawnSync(
  process.execPath,
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    ...PROJECTS[script].map((name) => `--project=${name}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...rest,
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;

if (script === 'ci' && status === 0) {
  const { numTotalTests, numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (numPassedTests !== numTotalTests || numTotalTests === 0) {
    console.error(
      `${numTotalTests - numPassedTests} of ${numTotalTests} tests on real peers were skipped: that is a failure`,
    );
    process.exitCode = 1;
  }
}
