import { FileContent } from '../formats/file-content.ts';
import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import type { HttpClient, HttpRequest, HttpResponse, HttpTls } from '../ports/http-client.ts';
import { isGzip } from '../profile/gzip.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { checkBody } from './check-body.ts';
import type { Deadline } from './deadline.ts';
import { readIndex } from './pprof-index.ts';
import { isTimed, type ProfileRequest, wholeSeconds } from './profile-request.ts';
import type { ProfileSink, TakenProfile } from './taken-profile.ts';
import type { HttpTarget } from './target.ts';

/** How to reach programs by HTTP, for all targets of a run. */
export interface HttpAccess {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: HttpTls;
  readonly allowLinkLocal?: boolean;
}

export interface HttpCapture {
  readonly target: HttpTarget;
  readonly requests: readonly ProfileRequest[];
  readonly seconds: number;
  readonly access: HttpAccess;
  readonly limits: DecodeLimits;
  /** What the program's index lists, where it was read already. */
  readonly offered?: readonly string[] | undefined;
}

export interface HttpCaptureDeps {
  readonly http: HttpClient;
  readonly deadline: Deadline;
  readonly sink: ProfileSink;
}

const INDEX_BYTES = 4 * 1024 * 1024;

/**
 * Takes profiles from a program that serves them as Go's net/http/pprof does, one after the other.
 * @throws ProfError when the target as a whole cannot be reached or refuses us.
 */
export async function captureHttp(capture: HttpCapture, deps: HttpCaptureDeps): Promise<void> {
  const { base } = capture.target;
  const offered = capture.offered ?? (base ? await probeIndex(capture, base, deps) : undefined);
  for (const request of capture.requests) {
    const seconds = isTimed(request) ? wholeSeconds(capture.seconds) : undefined;
    deps.sink.started(request, seconds);
    try {
      deps.deadline.signal.throwIfAborted();
      await deps.sink.taken(await takeOne(capture, request, seconds, offered, deps));
    } catch (error) {
      deps.sink.failed(request, error);
    }
  }
}

/** What the program offers; undefined where it has no index (the profiles may be there all the same). */
async function probeIndex(
  capture: HttpCapture,
  base: URL,
  deps: HttpCaptureDeps,
): Promise<readonly string[] | undefined> {
  const response = await get(capture, base, INDEX_BYTES, deps);
  if (response.status === 401 || response.status === 403)
    throw statusError(response, shownUrl(base), undefined);
  return response.status === 200 ? readIndex(response.body) : undefined;
}

async function takeOne(
  capture: HttpCapture,
  request: ProfileRequest,
  seconds: number | undefined,
  offered: readonly string[] | undefined,
  deps: HttpCaptureDeps,
): Promise<TakenProfile> {
  const url = profileUrl(capture.target, request, seconds);
  const shown = shownUrl(url);
  const startedMs = performance.now();
  const response = await get(capture, url, capture.limits.compressedBytes, deps);
  const elapsedSeconds = (performance.now() - startedMs) / 1000;
  if (response.status !== 200) throw statusError(response, shown, { request, offered });
  const checked = await checkBody(response.body, response.headers['content-encoding'], {
    shown,
    limits: capture.limits,
  });
  requireEnd(response, shown);
  const { profile } = checked;
  const asked = url.searchParams.get('seconds');
  const durationSeconds = Number(profile?.durationNanos ?? 0n) / 1e9;
  return {
    request,
    ext: checked.ext,
    bytes: checked.bytes,
    requestedSeconds: asked === null || asked === '' ? undefined : Number(asked),
    measuredSeconds: durationSeconds > 0 ? durationSeconds : asked === null ? undefined : elapsedSeconds,
    warnings: profile?.samples.count === 0 ? [emptyWarning(request)] : [],
  };
}

/**
 * An answer that neither says its length nor comes in chunks ends where its connection ends, for whatever reason; of
 * what profiles are written in only gzip shows by itself that it was cut.
 */
function requireEnd({ headers, body }: HttpResponse, shown: string): void {
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return;
  if (isGzip(body)) return;
  throw new ProfError(
    'BAD_PROFILE',
    `${shown}: the answer does not say where it ends, so it may be cut short`,
    {
      hints: ['it takes a Content-Length, chunks or gzip to know'],
    },
  );
}

function emptyWarning(request: ProfileRequest): string {
  if (request.profile === 'cpu') return 'no samples: the program did not use the CPU';
  if (request.profile === 'mutex' || request.profile === 'block') {
    const call = request.profile === 'mutex' ? 'SetMutexProfileFraction' : 'SetBlockProfileRate';
    return `no samples: a Go program records ${request.profile} events only after runtime.${call}`;
  }
  return 'no samples';
}

/** `seconds` of a URL that names one profile stay as they are. */
function profileUrl(target: HttpTarget, request: ProfileRequest, seconds: number | undefined): URL {
  const url = target.profile ? new URL(target.profile.url) : new URL(target.base!);
  if (!target.profile)
    url.pathname += encodeURIComponent(request.profile === 'cpu' ? 'profile' : request.profile);
  if (seconds !== undefined && !url.searchParams.has('seconds')) {
    url.searchParams.set('seconds', String(seconds));
  }
  return url;
}

function get(
  capture: HttpCapture,
  url: URL,
  maxBodyBytes: number,
  { http, deadline }: HttpCaptureDeps,
): Promise<HttpResponse> {
  const { headers, tls, allowLinkLocal } = capture.access;
  const request: HttpRequest = {
    url: url.href,
    headers,
    // The deadline's own signal names the target and all its seconds; this one is only behind it.
    timeoutMs: deadline.remainingMs() + 1000,
    maxBodyBytes,
    signal: deadline.signal,
    ...(tls ? { tls } : {}),
    ...(allowLinkLocal ? { allowLinkLocal } : {}),
  };
  return http.get(request);
}

function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

interface Asked {
  readonly request: ProfileRequest;
  readonly offered: readonly string[] | undefined;
}

/** What a status other than 200 means, with the first line of what the program said. */
function statusError(response: HttpResponse, shown: string, asked: Asked | undefined): ProfError {
  const said = new FileContent(response.body).firstLine();
  const message = `${shown}: HTTP ${response.status}${said === undefined ? '' : `: ${said}`}`;
  const details = { url: shown, status: response.status, ...(said === undefined ? {} : { firstLine: said }) };
  const { status } = response;
  if (status === 401 || status === 403 || status === 407) {
    const hints = ['give a bearer token with --token or PROF_TOKEN, or another header with --header'];
    return new ProfError('NOT_ALLOWED', message, { hints, details });
  }
  if (status === 404) return new ProfError('NOT_FOUND', message, { hints: missingHints(asked), details });
  if (/already in use|already enabled|tracing already/i.test(said ?? '')) {
    const hints = ['someone else is profiling this program; try again when they are done'];
    return new ProfError('UNREACHABLE', message, { hints, details });
  }
  return new ProfError(status >= 500 || status === 429 ? 'UNREACHABLE' : 'BAD_DATA', message, { details });
}

function missingHints(asked: Asked | undefined): string[] {
  const offered = asked?.offered;
  if (!asked || !offered || offered.length === 0) {
    return ['a Go program serves profiles after: import _ "net/http/pprof"'];
  }
  const near = didYouMean(asked.request.profile, offered);
  return [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `it offers: ${offered.map((name) => (name === 'profile' ? 'cpu' : name)).join(', ')}`,
  ];
}
