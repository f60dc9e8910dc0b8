import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import type { FoundPod } from '../pods/find-pods.ts';
import { POD_TARGET_FORMS, parsePodTarget } from '../pods/pod-target.ts';
import { sanitizeType } from '../store/keys.ts';

export interface HttpTarget {
  readonly kind: 'http';
  /** As it may be shown: without credentials and query. */
  readonly shown: string;
  /** The folder of a program's profiles, ending in `/`; undefined where one profile was named. */
  readonly base: URL | undefined;
  /** One profile's own URL. */
  readonly profile: { readonly url: URL; readonly name: string } | undefined;
}

export interface InspectorTarget {
  readonly kind: 'node';
  readonly shown: string;
  readonly url: URL;
  readonly host: string;
  readonly port: number;
}

export interface ProcessTarget {
  readonly kind: 'pid';
  readonly shown: string;
  readonly pid: number;
}

/** One pod that a name in a cluster, or a selector, led to. */
export interface PodTarget {
  readonly kind: 'pod';
  /** `pod/checkout-7d8f9c5b6d-x2x4z`, with its namespace where several are looked at. */
  readonly shown: string;
  readonly found: FoundPod;
}

export type Target = HttpTarget | InspectorTarget | ProcessTarget | PodTarget;

/** A text that names something in a cluster. */
export interface ClusterName {
  readonly kind: 'cluster';
  readonly text: string;
}

const FORMS = [
  `in a cluster: ${POD_TARGET_FORMS}`,
  'a program with an endpoint: http://host:6060',
  'one profile: http://host:6060/debug/pprof/heap',
  'a Node.js inspector: node://host:9229',
  'a Node.js process of this machine: pid:1234',
];
const DEFAULT_INSPECTOR_PORT = 9229;
const PPROF_FOLDER = '/debug/pprof';

/** @throws ProfError USAGE for a text that names no target. */
export function parseTarget(text: string): Exclude<Target, PodTarget> | ClusterName {
  const pid = /^pid:(\d{1,10})$/i.exec(text);
  if (pid && Number(pid[1]) > 0) return { kind: 'pid', shown: `pid:${Number(pid[1])}`, pid: Number(pid[1]) };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return parseHttp(url);
  if (url?.protocol === 'node:' && url.hostname !== '') return parseInspector(url);
  if (text.startsWith('-'))
    throw new ProfError('USAGE', `unknown flag ${text}`, { hints: ['prof capture --help'] });
  const isUrlLike = text.includes('://') || /:\d+(?:\/|$)/.test(text);
  if (!isUrlLike && parsePodTarget(text) !== undefined) return { kind: 'cluster', text };
  throw new ProfError('USAGE', `not a target: ${text}`, { hints: [...suggestion(text), ...FORMS] });
}

const SCHEMES = ['http', 'https', 'node'];

function suggestion(text: string): string[] {
  if (/^\d+$/.test(text)) return [`did you mean pid:${text}?`];
  if (/^[\w.-]+:\d+(?:\/|$)/.test(text)) return [`did you mean http://${text}?`];
  const scheme = /^([\w+]+):\/\//.exec(text)?.[1];
  if (scheme !== undefined && SCHEMES.includes(scheme)) return ['its host or port is not possible'];
  const near = scheme && didYouMean(scheme, SCHEMES);
  return near ? [`did you mean ${near}://?`] : [];
}

function parseHttp(url: URL): HttpTarget {
  url.hash = '';
  const path = url.pathname.replace(/\/+$/, '');
  const shown = `${url.protocol}//${url.host}${path}`;
  if (path === '' || path.endsWith(PPROF_FOLDER)) {
    const base = new URL(url);
    base.pathname = `${path === '' ? PPROF_FOLDER : path}/`;
    return { kind: 'http', shown, base, profile: undefined };
  }
  const last = decode(path.slice(path.lastIndexOf('/') + 1));
  const name = last === 'profile' ? 'cpu' : sanitizeType(last.replace(/(?:\.pb)?(?:\.gz)?$/, ''));
  return { kind: 'http', shown, base: undefined, profile: { url, name } };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function parseInspector(url: URL): InspectorTarget {
  const port = url.port === '' ? DEFAULT_INSPECTOR_PORT : Number(url.port);
  return { kind: 'node', shown: `node://${url.hostname}:${port}`, url, host: url.hostname, port };
}
