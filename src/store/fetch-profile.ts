import { ProfError } from '../kit/errors.ts';
import type { HttpClient, HttpTls } from '../ports/http-client.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { undoContentEncoding } from './undo-content-encoding.ts';

/** How profiles behind URLs are asked for. */
export interface UrlOptions {
  /** How long a profile over time takes; goes into the URL. */
  readonly seconds?: number | undefined;
  /** For the whole exchange. */
  readonly timeoutMs?: number | undefined;
  readonly tls?: HttpTls | undefined;
}

export interface FetchDeps {
  readonly http: () => Promise<HttpClient>;
  readonly signal?: AbortSignal | undefined;
  readonly url?: UrlOptions | undefined;
  /** What differs from the default limits. */
  readonly limits?: Partial<DecodeLimits> | undefined;
}

/** For connecting and answering; what `?seconds=` asks for is added. */
const TIMEOUT_MS = 60_000;

/** The body behind a URL that a reference named. @throws ProfError BAD_DATA, BAD_PROFILE, NOT_FOUND, NOT_ALLOWED, UNREACHABLE, TIMEOUT, LIMIT. */
export async function fetchProfile(
  address: string,
  maxBodyBytes: number,
  deps: FetchDeps,
): Promise<Uint8Array> {
  const http = await deps.http();
  const { seconds, timeoutMs, tls } = deps.url ?? {};
  const url = seconds === undefined ? address : withSeconds(address, seconds);
  const response = await http.get({
    url,
    timeoutMs: timeoutMs ?? TIMEOUT_MS + secondsAsked(url) * 1000,
    maxBodyBytes,
    ...(tls === undefined ? {} : { tls }),
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
  });
  const { status, body } = response;
  if (status >= 200 && status < 300) return undoContentEncoding(response, deps.limits);
  const code =
    status === 404 || status === 410
      ? 'NOT_FOUND'
      : status === 401 || status === 403
        ? 'NOT_ALLOWED'
        : 'UNREACHABLE';
  throw new ProfError(code, `${url} answered ${status}: ${firstLine(body)}`, { details: { url, status } });
}

function withSeconds(address: string, seconds: number): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.searchParams.set('seconds', String(seconds));
  return url.href;
}

function secondsAsked(url: string): number {
  const seconds = Number(/[?&]seconds=(\d{1,6})(?:&|$)/.exec(url)?.[1] ?? 0);
  return Number.isFinite(seconds) ? seconds : 0;
}

function firstLine(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 2000)).trim();
  return (text.split('\n', 1)[0] ?? '').slice(0, 200) || '(no text)';
}
