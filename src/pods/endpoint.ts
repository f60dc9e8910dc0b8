import type { Pod, PodContainer } from '../ports/kubernetes.ts';
import { annotatedEndpoints } from './annotated-endpoints.ts';

/** Where a program may answer, and why we think so. */
export interface EndpointCandidate {
  /** `wake`: the inspector of a Node.js program, after SIGUSR1 has opened it. */
  readonly kind: 'pprof' | 'inspector' | 'wake';
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** The folder of the profiles, ending in `/`. */
  readonly path: string;
  /** `annotation bolometer.io/port`, `port named pprof`. */
  readonly why: string;
  /** An annotation named it: what it says about scheme and path is the pod's word, not the user's. */
  readonly isAnnotated: boolean;
}

/** A word that was no use: which, and why. */
export interface RejectedEndpoint {
  readonly why: string;
  readonly problem: string;
}

export interface EndpointFlags {
  /** A number, or a port's name. */
  readonly port?: string | undefined;
  readonly path?: string | undefined;
  readonly scheme?: 'http' | 'https' | undefined;
  readonly container?: string | undefined;
  /** Undefined: no program is run in containers. */
  readonly exec?: { readonly pid: number | undefined } | undefined;
}

export interface Endpoints {
  /** In the order in which they are tried. */
  readonly candidates: readonly EndpointCandidate[];
  readonly rejected: readonly RejectedEndpoint[];
}

const PPROF_PATH = '/debug/pprof/';
const DEFAULT_PPROF_PORT = 6060;
const INSPECTOR_PORT = 9229;
/** Names that people give the port of net/http/pprof. */
const PPROF_NAMES = [
  'pprof',
  'debug',
  'http-pprof',
  'pprof-http',
  'http-debug',
  'debug-http',
  'profiling',
  'profiler',
  'profile',
];
const INSPECTOR_NAMES = ['inspect', 'inspector', 'node-inspect', 'node-debug', 'v8-inspector'];

/**
 * Where a pod's program may answer, the strongest word first: flags alone where they name a port, else annotations
 * of each tool, ports by their names, 6060, all other declared ports. With `--exec` a Node.js program comes last that
 * is woken.
 */
export function endpointsOf(
  pod: Pick<Pod, 'annotations' | 'labels' | 'containers'>,
  flags: EndpointFlags,
): Endpoints {
  const { candidates: annotated, rejected } = annotatedEndpoints(pod);
  const given = flags.port === undefined ? undefined : fromFlag(pod, { ...flags, port: flags.port });
  const ports = portsOf(pod, flags.container);
  const candidates = given ?? [
    ...annotated,
    ...namedPorts(ports),
    atPort(DEFAULT_PPROF_PORT, 'the usual port 6060'),
    ...otherPorts(ports),
  ];
  const foreign = candidates.filter(({ port }) => isOfAnother(pod, port, flags.container));
  const own = candidates.filter((candidate) => !foreign.includes(candidate));
  const woken = flags.exec === undefined ? [] : [wokenBy(flags.exec)];
  const changed = [...own.map((candidate) => withFlags(candidate, flags)), ...woken];
  const seen = new Set<string>();
  const distinct = changed.filter((candidate) => {
    const key = `${candidate.kind} ${candidate.scheme} ${candidate.port} ${candidate.path}`;
    return !seen.has(key) && seen.add(key);
  });
  const ofOthers = foreign.map(({ why, port }) => {
    const owner = pod.containers.find(({ ports: own }) => own.some((each) => each.port === port))!.name;
    return { why, problem: `port ${port} is of container ${owner}` };
  });
  return { candidates: distinct, rejected: [...rejected, ...ofOthers] };
}

/** Declared, but not by the container that is meant. */
function isOfAnother(
  { containers }: Pick<Pod, 'containers'>,
  port: number,
  container: string | undefined,
): boolean {
  if (container === undefined) return false;
  const owners = containers.filter(({ ports }) => ports.some((each) => each.port === port));
  return owners.length > 0 && owners.every(({ name }) => name !== container);
}

function fromFlag(
  pod: Pick<Pod, 'containers'>,
  { port, container }: EndpointFlags & { readonly port: string },
): EndpointCandidate[] {
  if (/^\d+$/.test(port)) {
    const number = Number(port);
    return number >= 1 && number <= 65_535 ? [kindOf(number, undefined, '--port')] : [];
  }
  const named = portsOf(pod, container).find(({ name }) => name === port);
  return named === undefined ? [] : [kindOf(named.port, named.name, `--port ${port}`)];
}

const kindOf = (port: number, name: string | undefined, why: string): EndpointCandidate =>
  port === INSPECTOR_PORT || INSPECTOR_NAMES.includes(name ?? '')
    ? inspectorAt(port, why)
    : atPort(port, why);

function withFlags(candidate: EndpointCandidate, { path, scheme }: EndpointFlags): EndpointCandidate {
  return {
    ...candidate,
    ...(scheme === undefined ? {} : { scheme }),
    ...(path === undefined ? {} : { path: path.endsWith('/') ? path : `${path}/` }),
  };
}

interface NamedPort {
  readonly name: string | undefined;
  readonly port: number;
}

function portsOf({ containers }: Pick<Pod, 'containers'>, container: string | undefined): NamedPort[] {
  return containers
    .filter(({ name }: PodContainer) => container === undefined || name === container)
    .flatMap(({ ports }) => ports)
    .filter(({ protocol }) => protocol === 'TCP');
}

/** Whether a port's name or number says that it is for profiles. */
export const isUsualPort = ({ name = '', port }: NamedPort): boolean =>
  PPROF_NAMES.includes(name) ||
  INSPECTOR_NAMES.includes(name) ||
  port === DEFAULT_PPROF_PORT ||
  port === INSPECTOR_PORT;

function namedPorts(ports: readonly NamedPort[]): EndpointCandidate[] {
  const pprof = PPROF_NAMES.flatMap((name) =>
    ports
      .filter((port) => port.name === name && port.port !== INSPECTOR_PORT)
      .map(({ port }) => atPort(port, `port named ${name}`)),
  );
  const inspectors = ports
    .filter(({ name, port }) => INSPECTOR_NAMES.includes(name ?? '') || port === INSPECTOR_PORT)
    .map(({ name, port }) =>
      inspectorAt(port, name === undefined ? `port ${port} of an inspector` : `port named ${name}`),
    );
  return [...pprof, ...inspectors];
}

function otherPorts(ports: readonly NamedPort[]): EndpointCandidate[] {
  return ports
    .filter(({ name, port }) => port !== INSPECTOR_PORT && !INSPECTOR_NAMES.includes(name ?? ''))
    .map(({ name, port }) => atPort(port, `declared port ${port}${name === undefined ? '' : ` (${name})`}`));
}

const atPort = (port: number, why: string): EndpointCandidate => ({
  kind: 'pprof',
  scheme: 'http',
  port,
  path: PPROF_PATH,
  why,
  isAnnotated: false,
});

const wokenBy = ({ pid }: { readonly pid: number | undefined }): EndpointCandidate => ({
  ...inspectorAt(INSPECTOR_PORT, pid === undefined ? '--exec' : `--exec-pid ${pid}`),
  kind: 'wake',
});

const inspectorAt = (port: number, why: string): EndpointCandidate => ({
  ...atPort(port, why),
  kind: 'inspector',
  path: '/',
});
