import { describe, expect, it } from 'vitest';
import { isGlob, segmentMatcher } from '../../../src/kit/glob.ts';

describe('segmentMatcher', () => {
  it.each([
    ['*.pb.gz', 'cpu.pb.gz', true],
    ['*.pb.gz', '.cpu.pb.gz', false],
    ['.*', '.cpu', true],
    ['cpu?.pprof', 'cpu1.pprof', true],
    ['cpu?.pprof', 'cpu.pprof', false],
    ['cpu[0-9].pprof', 'cpu7.pprof', true],
    ['cpu[!0-9].pprof', 'cpu7.pprof', false],
    ['cpu[]a].pprof', 'cpu].pprof', true],
    ['cpu\\*', 'cpu*', true],
    ['cpu\\*', 'cpux', false],
    ['a+(b)|c.$', 'a+(b)|c.$', true],
    ['[', '[', true],
    ['?', '🔥', true],
    ['*', 'two\nlines', true],
  ])('%s on %j: %s', (pattern, name, matches) => {
    expect(segmentMatcher(pattern)(name)).toBe(matches);
  });

  it('knows a pattern from a name', () => {
    expect(['a*', 'a?', '[a'].every(isGlob)).toBe(true);
    expect(['a', 'a{b,c}', 'a]'].some(isGlob)).toBe(false);
  });
});
