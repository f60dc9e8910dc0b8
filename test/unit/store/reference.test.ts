import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference, parseReference, type StoreQuery } from '../../../src/store/reference.ts';
import { HOSTILE_NAMES } from '../../support/hostile-names.ts';

const nowMs = Date.parse('2024-03-01T10:20:30Z');
const parse = (text: string) => parseReference(text, { nowMs });
const at = (iso: string) => ({ kind: 'at', atMs: Date.parse(iso) });

describe('what a reference is', () => {
  it.each([
    ['-', { kind: 'stdin' }],
    ['./cpu', { kind: 'path', path: './cpu' }],
    ['../cpu', { kind: 'path', path: '../cpu' }],
    ['/tmp/cpu', { kind: 'path', path: '/tmp/cpu' }],
    ['~/cpu', { kind: 'path', path: '~/cpu' }],
    ['.', { kind: 'path', path: '.' }],
    ['dir/', { kind: 'path', path: 'dir/' }],
    ['a/*.pb.gz', { kind: 'path', path: 'a/*.pb.gz' }],
    ['cpu.pb.gz', { kind: 'path', path: 'cpu.pb.gz' }],
    ['a/b/CPU.PPROF', { kind: 'path', path: 'a/b/CPU.PPROF' }],
    ['app.cpuprofile', { kind: 'path', path: 'app.cpuprofile' }],
    ['default.pgo', { kind: 'path', path: 'default.pgo' }],
    ['out.trace.json', { kind: 'path', path: 'out.trace.json' }],
    ['file:///tmp/a%20b', { kind: 'path', path: '/tmp/a b' }],
    ['file://localhost/tmp/a%20b', { kind: 'path', path: '/tmp/a b' }],
    ['file:///localhost/a', { kind: 'path', path: '/localhost/a' }],
    [
      'http://host:6060/debug/pprof/heap?gc=1',
      { kind: 'url', url: 'http://host:6060/debug/pprof/heap?gc=1' },
    ],
    ['HTTPS://host/x', { kind: 'url', url: 'HTTPS://host/x' }],
    [
      'store:2024-01-15/checkout/20240115-120000-cpu.pprof',
      { kind: 'key', key: '2024-01-15/checkout/20240115-120000-cpu.pprof' },
    ],
    ['store:my-app/default.pgo', { kind: 'key', key: 'my-app/default.pgo' }],
  ])('%s', (text, reference) => {
    expect(parse(text)).toEqual(reference);
  });

  it.each([
    ['checkout', { service: 'checkout', time: { kind: 'newest' }, pods: [], back: 0, forced: false }],
    ['checkout/cpu', { service: 'checkout', type: 'cpu' }],
    ['checkout/heap:delta', { service: 'checkout', type: 'heap_delta' }],
    ['store:checkout/cpu', { service: 'checkout', type: 'cpu', forced: true }],
    ['my.app-v2', { service: 'my.app-v2' }],
    ['checkout/cpu~2', { type: 'cpu', back: 2 }],
    ['checkout/cpu@2024-01-15', { time: at('2024-01-15T23:59:59.999Z') }],
    ['checkout/cpu@20240115-120000', { time: at('2024-01-15T12:00:00Z') }],
    ['checkout@yesterday~1', { time: at('2024-02-29T23:59:59.999Z'), back: 1 }],
    ['checkout@-3h', { time: at('2024-03-01T07:20:30Z') }],
    ['checkout@now-3h', { time: at('2024-03-01T07:20:30Z') }],
    ['checkout@2024-01-15T12:00:00+02:00', { time: at('2024-01-15T10:00:00Z') }],
    ['checkout/cpu,pod=web-1', { pods: ['web-1'] }],
    ['checkout/cpu@-1h,pod=a,pod=b~3', { pods: ['a', 'b'], back: 3, time: at('2024-03-01T09:20:30Z') }],
    ['%40scope%2Fapp/cpu', { service: '@scope/app', type: 'cpu' }],
    [
      'checkout@2024-01-15..2024-01-16',
      {
        time: {
          kind: 'window',
          fromMs: Date.parse('2024-01-15T00:00:00Z'),
          toMs: Date.parse('2024-01-16T23:59:59.999Z'),
        },
      },
    ],
    ['checkout@-3h..', { time: { kind: 'window', fromMs: nowMs - 10_800_000, toMs: undefined } }],
    ['checkout@..-3h', { time: { kind: 'window', fromMs: undefined, toMs: nowMs - 10_800_000 } }],
  ])('%s is the store’s', (text, query) => {
    expect(parse(text)).toMatchObject({ kind: 'query', ...query });
  });

  it.each([
    ['checkout@tomorrow', 'not a time: tomorrow (in checkout@tomorrow)'],
    ['checkout@', 'not a time:  (in checkout@)'],
    ['checkout@..', 'a window without an end'],
    ['checkout@2024-01-16..2024-01-15', 'the window ends before it begins'],
    ['checkout@-3h..-1h~1', 'a window of time has no runs before it'],
    ['checkout,host=a', 'unknown option ,host=a'],
    ['checkout,pod=', 'unknown option ,pod='],
    ['a/b/c', 'not a reference to a profile: a/b/c'],
    ['@scope/app', 'not a reference to a profile'],
    ['checkout~x', 'not a reference to a profile'],
    ['checkout/cpu@-99999999999w', 'not a time: -99999999999w'],
    ['checkout/cpu@99999999999w..', 'not a time: 99999999999w'],
  ])('%s is none, and may still be a path', (text, message) => {
    const reference = parse(text);
    expect(reference.kind).toBe('unclear');
    expect(reference.kind === 'unclear' && reference.problem).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
      hints: [
        expect.any(String),
        ...(message.startsWith('not a ref') ? [expect.any(String), expect.any(String)] : []),
      ],
    });
  });

  it.each([
    '',
    's3://bucket/key',
    'ftp://host/x',
    'store:',
    'store:a/b/c',
    'store:checkout@tomorrow',
    'file://%ZZ',
    'file:///tmp/%E0%A4',
  ])('%j is refused', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('the reference of a service', () => {
  it('finds that service, whatever its name', () => {
    const anyName = fc.oneof(
      fc.constantFrom(...HOSTILE_NAMES.filter((name) => name !== '' && /^\P{Surrogate}*$/u.test(name))),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    );
    fc.assert(
      fc.property(anyName, (service) => {
        expect(parse(formatReference(service, 'cpu')) as StoreQuery).toMatchObject({
          kind: 'query',
          service,
          type: 'cpu',
        });
        expect(parse(formatReference(service)) as StoreQuery).toMatchObject({ kind: 'query', service });
      }),
    );
  });
});
