import type { Pod } from '../ports/kubernetes.ts';
import type { EndpointCandidate, Endpoints, RejectedEndpoint } from './endpoint.ts';

type Annotated = Pick<Pod, 'annotations' | 'labels' | 'containers'>;

/** What one tool's annotations say, before it is believed. */
interface Claim {
  /** The annotation or label that says it. */
  readonly why: string;
  /** What the names of further annotations about it begin with. */
  readonly prefix?: string;
  readonly port: string;
  readonly path?: string | undefined;
  readonly scheme?: string | undefined;
}

const DEFAULT_PORT = '6060';
const DEFAULT_PATH = '/debug/pprof/';
const MAX_PATH = 1024;
/** Of paths; https://www.rfc-editor.org/rfc/rfc3986#section-3.3 */
const PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*$/;
/** Profiles by their own paths, whose folder is what we look for. */
const PROFILE_NAMES =
  /\/(?:profile|heap|allocs|goroutine|mutex|block|threadcreate|trace|fgprof|delta_\w+)\/?$/;

/** Where annotations of the known tools say that a program answers, tool by tool. */
export function annotatedEndpoints(pod: Annotated): Endpoints {
  const candidates: EndpointCandidate[] = [];
  const rejected: RejectedEndpoint[] = [];
  for (const claimsOf of DIALECTS) {
    for (const claim of claimsOf(pod)) {
      const found = checked(claim, pod);
      if ('problem' in found) rejected.push(found);
      else candidates.push(found);
    }
  }
  return { candidates, rejected };
}

const isYes = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

const DIALECTS: readonly ((pod: Annotated) => Claim[])[] = [
  grafana,
  (pod) => switched(pod, 'bolometer.io'),
  (pod) => switched(pod, 'profiling.io'),
  profefe,
  autopgo,
  pyroscope,
  k9s,
];

/** https://github.com/grafana/pyroscope: `profiles.grafana.com/cpu.scrape`, and port, port_name, scheme, path of each type. */
function grafana({ annotations, containers }: Annotated): Claim[] {
  const prefix = 'profiles.grafana.com/';
  const types = Object.keys(annotations).flatMap(
    (key) => /^profiles\.grafana\.com\/([a-z_]+)\.scrape$/.exec(key)?.[1] ?? [],
  );
  return types
    .filter((type) => isYes(annotations[`${prefix}${type}.scrape`]))
    .sort()
    .map((type) => {
      const say = (word: string) => annotations[`${prefix}${type}.${word}`];
      const ports = containers.flatMap((container) => container.ports);
      const named = ports.find(({ name }) => name !== undefined && name === say('port_name'));
      // Without a port it is the one that the tool's own rules find.
      const usual = ports.find(({ name = '' }) => name === 'http2' || /-(?:metrics|profiles)$/.test(name));
      const port = say('port') ?? (named ?? usual)?.port.toString() ?? DEFAULT_PORT;
      const why = `annotation ${prefix}${type}.${say('port') === undefined ? 'scrape' : 'port'}`;
      return {
        why,
        prefix: `${prefix}${type}.`,
        port,
        path: say('path')?.replace(PROFILE_NAMES, '/'),
        scheme: say('scheme'),
      };
    });
}

/** https://github.com/a-kash-singh/bolometer: a port that is none counts as 6060. */
function switched({ annotations }: Annotated, domain: string): Claim[] {
  if (!isYes(annotations[`${domain}/enabled`])) return [];
  const port = annotations[`${domain}/port`] ?? '';
  const isPort = parsePort(port) !== undefined;
  return [{ why: `annotation ${domain}/${isPort ? 'port' : 'enabled'}`, port: isPort ? port : DEFAULT_PORT }];
}

/** https://github.com/profefe/kube-profefe: its path annotation has no effect there, and none here. */
function profefe({ annotations }: Annotated): Claim[] {
  if (!isYes(annotations['profefe.com/enable'])) return [];
  return [portOr('annotation profefe.com/enable', 'profefe.com/port', annotations)];
}

/** https://github.com/davidsbond/autopgo: the wish is a label, the details are annotations. */
function autopgo({ annotations, labels }: Annotated): Claim[] {
  if (!isYes(labels['autopgo.scrape'])) return [];
  const say = (word: string) => annotations[`autopgo.scrape.${word}`];
  const path = say('path')?.replace(PROFILE_NAMES, '/');
  const claim = portOr('label autopgo.scrape', 'autopgo.scrape.port', annotations);
  return [{ ...claim, prefix: 'autopgo.scrape.', path, scheme: say('scheme') }];
}

function pyroscope({ annotations }: Annotated): Claim[] {
  if (!isYes(annotations['pyroscope.io/scrape'])) return [];
  return [portOr('annotation pyroscope.io/scrape', 'pyroscope.io/port', annotations)];
}

/** The annotation of the port where there is one, else what says the wish. */
function portOr(wish: string, key: string, annotations: Annotated['annotations']): Claim {
  const port = annotations[key];
  return port === undefined ? { why: wish, port: DEFAULT_PORT } : { why: `annotation ${key}`, port };
}

/** https://k9scli.io: `container::[local:]port`, several between commas. It forwards any port, so these come last. */
function k9s({ annotations }: Annotated): Claim[] {
  return ['k9scli.io/auto-port-forwards', 'k9scli.io/port-forwards'].flatMap((key) =>
    (annotations[key] ?? '')
      .split(',')
      .filter((entry) => entry.trim() !== '')
      .slice(0, 20)
      .map((entry) => ({ why: `annotation ${key}`, port: entry.trim().split(':').at(-1) ?? '' })),
  );
}

function checked(
  { why, prefix = '', port, path = DEFAULT_PATH, scheme = 'http' }: Claim,
  pod: Annotated,
): EndpointCandidate | RejectedEndpoint {
  const number = parsePort(port) ?? portNamed(port, pod);
  if (number === undefined) return { why, problem: `no port: ${short(port)}` };
  if (scheme !== 'http' && scheme !== 'https') {
    return { why: `annotation ${prefix}scheme`, problem: `no scheme of HTTP: ${short(scheme)}` };
  }
  if (!isPlainPath(path)) {
    return {
      why: `annotation ${prefix}path`,
      problem: `not a path from the root, without ..: ${short(path)}`,
    };
  }
  const folder = path.endsWith('/') ? path : `${path}/`;
  return { kind: 'pprof', scheme, port: number, path: folder, why, isAnnotated: true };
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

const portNamed = (name: string, { containers }: Annotated): number | undefined =>
  containers.flatMap(({ ports }) => ports).find((port) => port.name === name)?.port;

/** From the root, and never up: what a stranger wrote must not lead to another part of the API server. */
function isPlainPath(path: string): boolean {
  if (path.length > MAX_PATH || !PATH.test(path)) return false;
  try {
    const decoded = decodeURIComponent(decodeURIComponent(path));
    return (
      !/(?:^|[/\\])\.\.?(?:$|[/\\])/.test(decoded) &&
      !decoded.includes('\\') &&
      !/[\u0000-\u001f?#]/.test(decoded)
    );
  } catch {
    return false;
  }
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
