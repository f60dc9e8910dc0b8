import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKey, PROFILE_EXTENSIONS, parseKey, podSuffix, sanitizeType } from '../../../src/store/keys.ts';

const noon = Date.parse('2024-01-15T12:00:00Z');

describe('keys of our layout', () => {
  it('are written as the layout says', () => {
    const parts = { service: 'my-web-app', type: 'heap', ext: 'pprof', timeMs: noon } as const;
    expect(formatKey(parts)).toBe('2024-01-15/my-web-app/20240115-120000-heap.pprof');
    expect(formatKey({ ...parts, suffix: 'xyz456' })).toBe(
      '2024-01-15/my-web-app/20240115-120000-xyz456-heap.pprof',
    );
  });

  it('are read as they were written', () => {
    const service = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    const type = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map(sanitizeType);
    const suffix = fc.option(fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z2-7]{6})?$/), { nil: undefined });
    const time = fc.integer({ min: 0, max: 253_370_764_799 });
    fc.assert(
      fc.property(service, type, suffix, time, fc.constantFrom(...PROFILE_EXTENSIONS), (...given) => {
        const [name, kind, end, seconds, ext] = given;
        const parts = { service: name, type: kind, ext, timeMs: seconds * 1000 };
        const key = formatKey(end === undefined ? parts : { ...parts, suffix: end });
        expect(key.split('/')).toHaveLength(3);
        expect(parseKey(key)).toEqual({ key, layout: 'prof', ...parts, suffix: end });
      }),
    );
  });

  it.each([
    ['2024-01-15/a/20240115120000-cpu.pprof', { type: 'cpu', ext: 'pprof', timeMs: noon, suffix: undefined }],
    ['2024-01-15/a/20240115-120000-heap.heaprofile', { type: 'heap', ext: 'heapprofile', suffix: undefined }],
    ['2024-01-15/a/20240115-120000-x-y-z-heap.pprof', { type: 'heap', suffix: 'x-y-z' }],
    ['2024-01-15/a/20240115-120000-trace.trace.json', { type: 'trace', ext: 'trace.json' }],
    ['2024-01-15/a/20240115-120000-my_queue.pprof', { type: 'my_queue', suffix: undefined }],
  ])('%s is read', (key, facts) => {
    expect(parseKey(key)).toMatchObject({ key, layout: 'prof', service: 'a', ...facts });
  });

  it.each([
    '',
    'a',
    '2024-01-15/a',
    '2024-01-15/a/b/20240115-120000-cpu.pprof',
    '2024-01-32/a/20240132-120000-cpu.pprof',
    '2024-01-15//20240115-120000-cpu.pprof',
    '2024-01-15/.a/20240115-120000-cpu.pprof',
    '2024-01-15/a/.20240115-120000-cpu.pprof.meta.json',
    '2024-01-15/a/20240115-250000-cpu.pprof',
    '2024-01-15/a/20240115-120000-cpu.txt',
    '2024-01-15/a/20240115-120000-CPU.pprof',
    '2024-01-15/a/20240115-120000-.pprof',
    '/2024-01-15/a/20240115-120000-cpu.pprof',
    'prefix/2024-01-15/a/20240115-120000-cpu.pprof',
  ])('%j is not ours', (key) => {
    expect(parseKey(key)).toBeUndefined();
  });
});

describe('keys of other writers', () => {
  const at = Date.parse('2020-07-05T12:43:16.123Z');

  it.each([
    ['cpu_profile-2020-07-05T12:43:16.123Z.cpuprofile', 'cpu', 'cpuprofile'],
    ['CPU_PROFILE-2020-07-05T12:43:16.123Z.cpuprofile', 'cpu', 'cpuprofile'],
    ['heap_profile-2020-07-05T12:43:16.123Z.heapprofile', 'heap', 'heapprofile'],
    ['HEAP_PROFILE-2020-07-05T12:43:16.123Z.heaprofile', 'heap', 'heapprofile'],
    ['heap_snapshot-2020-07-05T12:43:16.123Z.heapsnapshot', 'heapsnapshot', 'heapsnapshot'],
    ['perfecto-2020-07-05T12:43:16.123Z.json', 'trace', 'trace.json'],
  ])('OpenProfiling: %s', (key, type, ext) => {
    expect(parseKey(key)).toEqual({
      key,
      layout: 'openprofiling',
      service: 'openprofiling',
      type,
      ext,
      timeMs: at,
      suffix: undefined,
    });
  });

  it.each([
    ['my-app/staging/1705320000', noon],
    ['my-app/staging/1705320000000', noon],
    ['my-app/staging/1705320000000000000', noon],
    ['my-app/default.pgo', undefined],
  ])('autopgo: %s', (key, timeMs) => {
    expect(parseKey(key)).toMatchObject({
      layout: 'autopgo',
      service: 'my-app',
      type: 'cpu',
      ext: 'pprof',
      timeMs,
    });
  });

  it.each(['2024-01-15/default.pgo', 'a/b/default.pgo', 'my-app/staging/x', 'App/default.pgo'])(
    '%s is none',
    (key) => {
      expect(parseKey(key)).toBeUndefined();
    },
  );
});

describe('parts of keys', () => {
  it.each([
    ['cpu', 'cpu'],
    ['heap:delta', 'heap_delta'],
    ['My Queue', 'my_queue'],
    ['../x', 't___x'],
    ['2fa', 't2fa'],
    ['', 't'],
    ['漢', 't_'],
  ])('the type of %j is %s', (name, type) => {
    expect(sanitizeType(name)).toBe(type);
  });

  it.each([
    ['my-web-app-7d8f9c5b6d-xyz456', 'xyz456'],
    ['db-0', '0'],
    ['standalone', 'standalone'],
    ['ends-', 'ends-'],
    ['a/../b', 'a%2F..%2Fb'],
  ])('the suffix of pod %s is %s', (pod, suffix) => {
    expect(podSuffix(pod)).toBe(suffix);
  });
});
