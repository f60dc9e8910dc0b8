import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../../src/pods/endpoint.ts';
import { refusalOf } from '../../../src/pods/opt-in.ts';
import { parsePodTarget } from '../../../src/pods/pod-target.ts';
import type { Pod } from '../../../src/ports/kubernetes.ts';

type Shape = Pick<Pod, 'annotations' | 'labels' | 'containers'>;

function pod(
  annotations: Record<string, string>,
  ports: readonly (readonly [name: string | undefined, port: number])[] = [],
  labels: Record<string, string> = {},
): Shape {
  const main = {
    name: 'main',
    image: '',
    imageDigest: undefined,
    isRunning: true,
    cpuLimitCores: undefined,
    ports: ports.map(([name, port]) => ({ name, port, protocol: 'TCP' })),
  };
  return { annotations, labels, containers: [main] };
}

const placesOf = (shape: Shape, flags = {}) =>
  endpointsOf(shape, flags).candidates.map(({ kind, scheme, port, path }) =>
    kind === 'inspector' ? `inspector:${port}` : `${scheme}:${port}${path}`,
  );
const USUAL = 'http:6060/debug/pprof/';

describe('where a program may answer', () => {
  it.each([
    [
      'profiles.grafana.com/cpu.scrape',
      { 'profiles.grafana.com/cpu.port': '8080' },
      'http:8080/debug/pprof/',
    ],
    [
      'profiles.grafana.com/memory.scrape',
      { 'profiles.grafana.com/memory.port_name': 'web', 'profiles.grafana.com/memory.path': '/x/heap' },
      'http:9090/x/',
    ],
    [
      'profiles.grafana.com/cpu.scrape',
      { 'profiles.grafana.com/cpu.port': '1', 'profiles.grafana.com/cpu.scheme': 'https' },
      'https:1/debug/pprof/',
    ],
    ['bolometer.io/enabled', { 'bolometer.io/port': '7000' }, 'http:7000/debug/pprof/'],
    ['profiling.io/enabled', { 'profiling.io/port': '7001' }, 'http:7001/debug/pprof/'],
    ['bolometer.io/enabled', { 'bolometer.io/port': 'none' }, USUAL],
    [
      'profefe.com/enable',
      { 'profefe.com/port': '7002', 'profefe.com/path': '/no' },
      'http:7002/debug/pprof/',
    ],
    ['pyroscope.io/scrape', { 'pyroscope.io/port': '7003' }, 'http:7003/debug/pprof/'],
    ['other', { 'k9scli.io/auto-port-forwards': 'main::1234:7004' }, 'http:7004/debug/pprof/'],
    ['other', { 'k9scli.io/port-forwards': 'main::web' }, 'http:9090/debug/pprof/'],
  ])('is what %s says', (key, more, place) => {
    expect(placesOf(pod({ [key]: 'true', ...more }, [['web', 9090]]))[0]).toBe(place);
  });

  it("is what autopgo's label and annotations say", () => {
    const annotations = {
      'autopgo.scrape.port': '7005',
      'autopgo.scrape.path': '/p/profile',
      'autopgo.scrape.scheme': 'https',
    };
    expect(placesOf(pod(annotations, [], { 'autopgo.scrape': 'true' }))[0]).toBe('https:7005/p/');
    // Without the label it is no wish.
    expect(placesOf(pod(annotations))).toEqual([USUAL]);
  });

  it('is a port by its name, 6060, then the declared ones, in that order', () => {
    const ports = [
      ['http', 8080],
      ['debug', 8081],
      ['http-pprof', 8082],
      ['inspect', 9230],
      [undefined, 9229],
    ] as const;
    expect(placesOf(pod({}, ports))).toEqual([
      'http:8081/debug/pprof/',
      'http:8082/debug/pprof/',
      'inspector:9230',
      'inspector:9229',
      USUAL,
      'http:8080/debug/pprof/',
    ]);
  });

  it('is what tools say, each before the next, then all the rest', () => {
    const annotations = {
      'k9scli.io/port-forwards': 'main::7, main::8000:8',
      'k9scli.io/auto-port-forwards': 'main::6',
      'pyroscope.io/scrape': 'true',
      'pyroscope.io/port': '5',
      'profefe.com/enable': 'true',
      'profefe.com/port': '3',
      'profiling.io/enabled': 'true',
      'profiling.io/port': '2',
      'bolometer.io/enabled': 'true',
      'bolometer.io/port': '1',
      'profiles.grafana.com/memory.scrape': 'true',
      'profiles.grafana.com/memory.port': '65535',
      'autopgo.scrape.port': '4',
    };
    const found = placesOf(pod(annotations, [['pprof', 9]], { 'autopgo.scrape': 'true' }));
    expect(found.map((place) => /^http:(\d+)/.exec(place)?.[1])).toEqual([
      '65535',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '7',
      '8',
      '9',
      '6060',
    ]);
  });

  it.each([
    ['a port named http2', ['http2', 8081], '8081'],
    ['a port whose name ends in -metrics', ['app-metrics', 8082], '8082'],
    ['a port whose name ends in -profiles', ['app-profiles', 8083], '8083'],
    ['6060 where none is named so', ['metrics', 8084], '6060'],
  ] as const)('without a port of its own is %s, as Grafana has it', (_what, declared, port) => {
    for (const type of ['cpu', 'memory', 'goroutine', 'block', 'mutex', 'godeltaprof_memory']) {
      const shape = pod({ [`profiles.grafana.com/${type}.scrape`]: 'true' }, [declared]);
      const [first] = endpointsOf(shape, {}).candidates;
      expect(first).toMatchObject({
        port: Number(port),
        why: `annotation profiles.grafana.com/${type}.scrape`,
      });
    }
  });

  it.each([
    ['bolometer.io/enabled', 'bolometer.io/enabled'],
    ['profefe.com/enable', 'profefe.com/enable'],
    ['pyroscope.io/scrape', 'pyroscope.io/scrape'],
  ])('is 6060 where %s is all that is said', (key, why) => {
    const [first] = endpointsOf(pod({ [key]: 'true' }), {}).candidates;
    expect(first).toMatchObject({ port: 6060, path: '/debug/pprof/', why: `annotation ${why}` });
  });

  it('is last a Node.js process, where programs may be run', () => {
    const places = (flags: object) =>
      endpointsOf(pod({}), flags).candidates.map(({ kind, why }) => [kind, why]);
    expect(places({ exec: { pid: undefined } }).at(-1)).toEqual(['wake', '--exec']);
    expect(places({ exec: { pid: 7 } }).at(-1)).toEqual(['wake', '--exec-pid 7']);
    expect(places({ exec: { pid: undefined }, port: '9229' })).toEqual([
      ['inspector', '--port'],
      ['wake', '--exec'],
    ]);
    expect(places({}).map(([kind]) => kind)).not.toContain('wake');
  });

  it('is what flags say, and nothing else', () => {
    const shape = pod({ 'pyroscope.io/scrape': 'true' }, [['web', 9090]]);
    expect(placesOf(shape, { port: '1234', path: '/a' })).toEqual(['http:1234/a/']);
    expect(placesOf(shape, { port: 'web', scheme: 'https' })).toEqual(['https:9090/debug/pprof/']);
    expect(placesOf(shape, { port: '9229' })).toEqual(['inspector:9229']);
    expect(placesOf(shape, { port: 'nothing' })).toEqual([]);
    expect(placesOf(shape, { port: '99999' })).toEqual([]);
  });

  it.each(['0', '65536', '-1', '6060/../..', '6060 ', '0x10', ''])('is at no port %j', (port) => {
    const { candidates, rejected } = endpointsOf(
      pod({ 'pyroscope.io/scrape': 'true', 'pyroscope.io/port': port }),
      {},
    );
    expect(candidates.map((candidate) => candidate.port)).toEqual([6060]);
    expect(rejected).toEqual([
      { why: 'annotation pyroscope.io/port', problem: expect.stringContaining('no port') },
    ]);
  });

  it('never is a path that leads up, or that says more than a path', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', '/', '/../', '%2e%2e/', '/a'),
        (text, start) => {
          const shape = pod({ 'autopgo.scrape.path': start + text }, [], { 'autopgo.scrape': 'true' });
          for (const { path } of endpointsOf(shape, {}).candidates) {
            const url = new URL(`http://pod:1${path}`);
            expect(url.pathname).toBe(path);
            expect(url.search + url.hash).toBe('');
          }
        },
      ),
    );
  });
});

describe('a pod that does not want to be profiled', () => {
  it.each([
    [pod({ 'profiles.grafana.com/cpu.scrape': 'false' }), true],
    [
      pod({ 'profiles.grafana.com/cpu.scrape': 'false', 'profiles.grafana.com/memory.scrape': 'true' }),
      false,
    ],
    [pod({ 'bolometer.io/enabled': 'False' }), true],
    [pod({ 'profiling.io/enabled': 'false' }), true],
    [pod({ 'profefe.com/enable': 'false' }), true],
    [pod({ 'pyroscope.io/scrape': 'false' }), true],
    [pod({}, [], { 'autopgo.scrape': 'false' }), true],
    [pod({ 'autopgo.scrape': 'false' }), false],
    [pod({ 'pyroscope.io/scrape': 'no' }), false],
    [pod({}), false],
  ])('%j: %s', (shape, refuses) => {
    expect(refusalOf(shape) !== undefined).toBe(refuses);
  });
});

describe('a target in a cluster', () => {
  it.each([
    ['web', 'pod', 'pod/web'],
    ['po/web', 'pod', 'pod/web'],
    ['deployments.apps/web', 'deployment', 'deploy/web'],
    ['StatefulSet/db', 'statefulset', 'sts/db'],
    ['ds/a', 'daemonset', 'ds/a'],
    ['rs/a', 'replicaset', 'rs/a'],
    ['job/a', 'job', 'job/a'],
    ['cj/a', 'cronjob', 'cronjob/a'],
    ['services/a', 'service', 'svc/a'],
  ])('%s is a %s', (text, kind, shown) => {
    expect(parsePodTarget(text)).toMatchObject({ kind, shown });
  });

  it.each([
    'deploy/',
    'deploy/a/b',
    'deploy/A',
    'deploy/../x',
    'secret/x',
    'deploy/a..b',
    'deploy/\u001b[2J',
  ])('%j is refused', (text) => {
    expect(() => parsePodTarget(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
