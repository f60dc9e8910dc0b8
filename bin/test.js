// Runs the tests that belong to one npm script: `test` (all but those of the others), `ci` (real peers, where a skip
// fails) or `test:cluster` (a real cluster, where a skip fails, too).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wrongRuntime } from './build/runtime.js';

const PROJECTS = {
  test: ['unit', 'golden', 'contracts', 'integration', 'e2e'],
  ci: ['peers'],
  'test:cluster': ['cluster'],
};

const root = fileURLToPath(new URL('..', import.meta.url));
const [script, ...rest] = process.argv.slice(2);
const problem = wrongRuntime(root);
if (problem !== undefined) {
  console.error(`npm ${script === 'test' ? 'test' : `run ${script}`}: ${problem}`);
  process.exit(1);
}

if (script === 'test:cluster' && !process.env.PROF_TEST_KUBECONFIG) {
  console.error(
    'npm run test:cluster: PROF_TEST_KUBECONFIG must name the kubeconfig of a cluster to try on; docs/testing.md',
  );
  process.exit(1);
}

const report = `${root}node_modules/.cache/prof/${script.replace(':', '-')}.json`;
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

if (script !== 'test' && status === 0) {
  const { numTotalTests, numPassedTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (numPassedTests !== numTotalTests || numTotalTests === 0) {
    console.error(
      `${numTotalTests - numPassedTests} of ${numTotalTests} tests were skipped: that is a failure`,
    );
    process.exitCode = 1;
  }
}
