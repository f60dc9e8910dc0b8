import { describe, expect, it } from 'vitest';
import { chooseContainer } from '../../../src/pods/choose-container.ts';
import { endpointsOf } from '../../../src/pods/endpoint.ts';
import type { Pod } from '../../../src/ports/kubernetes.ts';

type Ports = Readonly<Record<string, string | undefined>>;

/** Containers by name, each with its ports: number to name. */
function pod(containers: Record<string, Ports>, annotations: Record<string, string> = {}): Pod {
  return {
    namespace: 'shop',
    name: 'web',
    labels: {},
    annotations,
    containers: Object.entries(containers).map(([name, ports]) => ({
      name,
      image: 'shop:1',
      imageDigest: undefined,
      isRunning: true,
      cpuLimitCores: undefined,
      ports: Object.entries(ports).map(([port, portName]) => ({
        port: Number(port),
        name: portName,
        protocol: 'TCP',
      })),
    })),
  } as unknown as Pod;
}

const DEFAULT = 'kubectl.kubernetes.io/default-container';
const chosen = (shape: Pod, flags = {}) => {
  const choice = chooseContainer(shape, flags);
  if (choice.kind === 'refused') return `${choice.error.code}: ${choice.error.message}`;
  return choice.kind === 'open' ? 'open' : `${choice.name}: ${choice.why}`;
};

describe('the container that is meant', () => {
  it('is the one that was named, before all else', () => {
    const shape = pod({ app: { 6060: 'pprof' }, proxy: {} }, { [DEFAULT]: 'app' });
    expect(chosen(shape, { container: 'proxy' })).toBe('proxy: -c');
    expect(chosen(shape, { container: 'none' })).toBe('NOT_FOUND: pod shop/web has no container none');
  });

  it("is kubectl's default container, if there is such a one", () => {
    const containers = { app: {}, proxy: { 6060: 'pprof' } };
    expect(chosen(pod(containers, { [DEFAULT]: 'app' }))).toBe(`app: annotation ${DEFAULT}`);
    expect(chosen(pod(containers, { [DEFAULT]: 'gone' }))).toMatch(/^proxy: /);
  });

  it.each([
    ['a name', { app: { 8080: 'http' }, proxy: { 9000: 'pprof' } }],
    ['the usual port', { app: { 8080: 'http' }, proxy: { 6060: undefined } }],
    ['an inspector', { app: { 8080: 'http' }, proxy: { 9229: undefined } }],
  ])('is the only one with an endpoint, by %s', (_, containers) => {
    expect(chosen(pod(containers))).toBe('proxy: the only one with a port for profiles');
  });

  it('is the one whose port a flag or an annotation names', () => {
    const containers = { app: { 8080: 'http' }, proxy: { 9000: 'pprof' } };
    expect(chosen(pod(containers), { port: '8080' })).toMatch(/^app: /);
    expect(chosen(pod(containers), { port: 'http' })).toMatch(/^app: /);
    expect(chosen(pod(containers), { port: '7' })).toBe('open');
    const annotations = { 'pyroscope.io/scrape': 'true', 'pyroscope.io/port': '8080' };
    expect(chosen(pod(containers, annotations))).toBe('app: annotation pyroscope.io/port is of its port');
  });

  it('is not guessed among several with an endpoint', () => {
    const choice = chooseContainer(pod({ app: { 6060: 'pprof' }, proxy: { 6061: 'debug' }, log: {} }), {});
    if (choice.kind !== 'refused') throw new Error('it was guessed');
    expect(choice.error).toMatchObject({
      code: 'USAGE',
      message: 'pod shop/web has several containers with an endpoint: app (6060), proxy (6061)',
      hints: ['say which one is meant with -c NAME'],
    });
  });

  it('is told by who answers where no port is for profiles', () => {
    expect(chosen(pod({ app: { 8080: 'http' }, proxy: {} }))).toBe('open');
    expect(chosen(pod({ app: {} }))).toBe('app: the only container');
  });
});

describe('the endpoints of a container', () => {
  const shape = pod(
    { app: { 8080: 'http' }, proxy: { 6060: 'pprof' } },
    { 'pyroscope.io/scrape': 'true', 'pyroscope.io/port': '6060' },
  );

  it('are not ports that another one declares, which is said', () => {
    const { candidates, rejected } = endpointsOf(shape, { container: 'app' });
    expect(candidates.map(({ port }) => port)).toEqual([8080]);
    expect(rejected).toContainEqual({
      why: 'annotation pyroscope.io/port',
      problem: 'port 6060 is of container proxy',
    });
    expect(endpointsOf(shape, { container: 'proxy' }).candidates.map(({ port }) => port)).toEqual([6060]);
  });

  it('are also ports that nobody declares', () => {
    const { candidates } = endpointsOf(pod({ app: {}, proxy: {} }), { container: 'app' });
    expect(candidates.map(({ port }) => port)).toEqual([6060]);
  });
});
