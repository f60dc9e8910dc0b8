// Names what failed and adds up what the test runs reported; the last line is all that counts.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REPORTS = ['test', 'check', 'ci'];
const folder = fileURLToPath(new URL('../node_modules/.cache/prof/', import.meta.url));
const failedSteps = Number(process.argv[2]);
const total = { passed: 0, failed: 0, skipped: 0 };

for (const name of REPORTS) {
  try {
    const report = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8'));
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests;
    total.skipped += report.numPendingTests + report.numTodoTests;
    for (const file of report.testResults) {
      if (file.status === 'failed' && file.assertionResults.length === 0)
        console.log(`failed: ${name}: ${file.name}`);
      for (const test of file.assertionResults) {
        if (test.status === 'failed') console.log(`failed: ${name}: ${file.name}: ${test.fullName}`);
      }
    }
  } catch {
    console.log(`${name}: no report of its tests`);
    total.failed += 1;
  }
}
// A step can fail without a test that failed: a type error, a file that does not load, a skip on real peers.
if (failedSteps > 0 && total.failed === 0) total.failed = failedSteps;
if (failedSteps > 0) console.log(`${failedSteps} of 3 steps failed`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = failedSteps > 0 || total.failed > 0 ? 1 : 0;
