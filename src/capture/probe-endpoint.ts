import { FileContent } from '../formats/file-content.ts';
import { ProfError } from '../kit/errors.ts';
import type { EndpointCandidate } from '../pods/endpoint.ts';
import type { Pod, PodRoute } from '../ports/kubernetes.ts';
import type { Deadline } from './deadline.ts';
import { certificateHint, tokenHint } from './endpoint-refusal.ts';
import type { HttpAccess } from './http-target.ts';
import { readIndex } from './pprof-index.ts';
import type { HttpTarget } from './target.ts';

export type ProbeAnswer =
  | { readonly kind: 'pprof'; readonly target: HttpTarget; readonly offered: readonly string[] }
  | { readonly kind: 'inspector' }
  | EndpointSilence;

export interface EndpointSilence {
  readonly kind: 'nothing';
  readonly why: string;
  /** Where it answers all the same, but not to us: what helps. */
  readonly hint?: string | undefined;
}

export interface ProbeDeps {
  readonly route: PodRoute;
  readonly access: HttpAccess;
  readonly deadline: Deadline;
}

const INDEX_BYTES = 4 * 1024 * 1024;
const PROBE_MS = 5_000;

/**
 * Whether the endpoint is what we take it for: an index of profiles, or an inspector.
 * @throws ProfError where asking further would be no use: a right is missing, the pod is gone, time is up
 */
export async function probeEndpoint(
  candidate: EndpointCandidate,
  pod: Pick<Pod, 'name' | 'namespace'>,
  { route, access, deadline }: ProbeDeps,
): Promise<ProbeAnswer> {
  const { kind, scheme, port, path } = candidate;
  if (kind === 'wake') return { kind: 'nothing', why: 'nothing was run in the pod' };
  const host = hostFor(pod.name);
  const url = new URL(`${scheme}://${host}:${port}${kind === 'inspector' ? '/json/list' : path}`);
  const answer = await ask(url, { route, access, deadline }, kind);
  if ('kind' in answer) return answer;
  if (answer.status !== 200) {
    const hint = tokenHint(answer.status, Object.keys(access.headers).length > 0);
    return { kind: 'nothing', why: saying(answer), hint };
  }
  if (kind === 'inspector') {
    const isList = new FileContent(answer.body).firstLine()?.startsWith('[') ?? false;
    return isList ? { kind } : { kind: 'nothing', why: 'no V8 inspector' };
  }
  const offered = readIndex(answer.body);
  if (offered === undefined) return { kind: 'nothing', why: `no list of profiles at ${path}` };
  const shown = `${scheme}://${host}:${port}${path.replace(/\/$/, '')}`;
  return { kind: 'pprof', target: { kind: 'http', shown, base: url, profile: undefined }, offered };
}

/**
 * A pod's name as the host of URLs, for the eye: where they go is the way's affair. A name that ends in a number would
 * be taken for an address.
 */
function hostFor(name: string): string {
  const url = `http://${name}/`;
  return URL.canParse(url) && new URL(url).hostname === name ? name : 'pod';
}

interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

async function ask(
  url: URL,
  { route, access, deadline }: ProbeDeps,
  kind: EndpointCandidate['kind'],
): Promise<Answer | EndpointSilence> {
  try {
    return await route.http.get({
      url: url.href,
      // Node.js answers only to a Host that is an address or localhost.
      headers: kind === 'inspector' ? { host: 'localhost' } : access.headers,
      ...(access.tls === undefined ? {} : { tls: access.tls }),
      timeoutMs: Math.min(PROBE_MS, deadline.remainingMs() + 1000),
      maxBodyBytes: INDEX_BYTES,
      signal: deadline.signal,
    });
  } catch (error) {
    if (!(error instanceof ProfError) || deadline.signal.aborted) throw error;
    const hint = certificateHint(error);
    const isAboutThisPort =
      hint !== undefined || ['UNREACHABLE', 'TIMEOUT', 'BAD_DATA', 'LIMIT'].includes(error.code);
    if (!isAboutThisPort) throw error;
    return { kind: 'nothing', why: error.message, hint };
  }
}

function saying({ status, body }: Answer): string {
  const said = new FileContent(body).firstLine();
  return `HTTP ${status}${said === undefined ? '' : `: ${said.slice(0, 100)}`}`;
}
