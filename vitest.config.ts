import { defineConfig } from 'vitest/config';

const ARCHITECTURE = 'test/unit/architecture.test.ts';

/** Tests of one kind are one project, so that a script names the kinds that are its own. */
function project(
  name: string,
  timeoutMs: number,
  include = [`test/${name}/**/*.test.ts`],
  exclude: string[] = [],
) {
  return { test: { name, include, exclude, testTimeout: timeoutMs, hookTimeout: timeoutMs } };
}

/**
 * A test belongs to exactly one script: `npm run check` runs `architecture`, `npm run ci` runs `peers`
 * (real peers: Go and others; a skip is a failure there), `npm run test:cluster` runs `cluster` (a real one), `npm test`
 * runs all the others.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // All cores: many tests wait for processes of their own. (By default one core stays free, which on two is half.)
    maxWorkers: '100%',
    projects: [
      project('unit', 10_000, undefined, [ARCHITECTURE]),
      project('architecture', 20_000, [ARCHITECTURE]),
      project('golden', 20_000),
      project('contracts', 20_000),
      project('integration', 30_000),
      project('e2e', 60_000),
      project('peers', 600_000),
      project('cluster', 180_000),
    ],
  },
});
