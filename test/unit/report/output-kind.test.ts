import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { chooseOutput, OUTPUT_NAMES } from '../../../src/report/output-kind.ts';

function failure(run: () => unknown): ProfError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProfError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('chooseOutput', () => {
  it.each([
    ['cpu.pb.gz', 'pprof', true, false],
    ['cpu.PPROF', 'pprof', true, false],
    ['cpu.pb', 'pb', true, false],
    ['cpu.folded', 'collapsed', false, false],
    ['cpu.folded.gz', 'collapsed', true, true],
    ['a.b/cpu.collapsed', 'collapsed', false, false],
    ['cpu.speedscope.json', 'speedscope', false, false],
    ['cpu.speedscope.json.gz', 'speedscope', true, true],
    ['cpu.firefox.json', 'firefox', false, false],
    ['cpu.json', 'json', false, false],
    ['cpu.csv', 'csv', false, false],
    ['cpu.dot', 'dot', false, false],
    ['cpu.svg', 'svg', false, false],
    ['cpu.svg.gz', 'svg', true, true],
    ['cpu.png', 'png', true, false],
    ['cpu.callgrind', 'callgrind', false, false],
    ['x/callgrind.out.4242', 'callgrind', false, false],
    ['callgrind.out', 'callgrind', false, false],
    ['callgrind.out.gz', 'callgrind', true, true],
  ])('goes by the name: %s', (path, id, isBinary, isGzip) => {
    expect(chooseOutput(undefined, path)).toMatchObject({ output: { id }, isBinary, isGzip });
  });

  it.each([
    ['proto', 'x', 'pprof', false],
    ['folded', 'x.pb.gz', 'collapsed', true],
    ['topproto', '-', 'topproto', false],
    ['pprof', 'x.gz', 'pprof', false],
    ['json', 'x.csv', 'json', false],
  ])('goes by --to %s, whatever the name', (to, path, id, isGzip) => {
    expect(chooseOutput(to, path)).toMatchObject({ output: { id }, isGzip });
  });

  it.each(['x', 'x.txt', '-', 'folded', 'x.pb.zst', 'x.gz', '.out'])(
    'lists what can be written where %s does not say it',
    (path) => {
      const error = failure(() => chooseOutput(undefined, path));
      expect(error.code).toBe('USAGE');
      const listed = error.hints.flatMap((hint) => /^([a-z]+): /.exec(hint)?.[1] ?? []);
      // All but the aliases.
      expect(new Set(OUTPUT_NAMES)).toEqual(
        new Set([...listed.filter((each) => each !== 'say'), 'proto', 'folded']),
      );
    },
  );
});
