import { defineConfig } from 'vitest/config';

/**
 * A test belongs to exactly one script. `npm test` runs every project here but `peers`,
 * `npm run ci` runs `peers` alone (real peers: Go and others), where a skip is a failure.
 */
function project(name: string, timeoutMs: number) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
    },
  };
}

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      project('unit', 10_000),
      project('golden', 20_000),
      project('contracts', 20_000),
      project('integration', 30_000),
      project('e2e', 60_000),
      project('peers', 300_000),
    ],
  },
});
