/** HTTP(S) GET for captures and profile URLs. Contract: test/contracts/http-client.test.ts. */
export interface HttpTls {
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
  /** The name that the certificate must have, where it is not that of the URL. */
  readonly serverName?: string;
}

export interface HttpRequest {
  readonly url: string;
  /** Several values: a line for each. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly tls?: HttpTls;
  /** The whole exchange ends by then. */
  readonly timeoutMs: number;
  /** A longer body is an error (LIMIT), not a truncation. */
  readonly maxBodyBytes: number;
  readonly signal?: AbortSignal;
  /** A redirect is an answer like any other; without it, it is followed. */
  readonly keepsRedirects?: boolean;
  /**
   * Also connects to link-local addresses (169.254.0.0/16, fe80::/10 and the clouds' metadata services).
   * Without it they are refused: a redirected name must not read a machine's credentials.
   */
  readonly allowLinkLocal?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** What the server calls the status: `Not Found`; often empty. */
  readonly reason: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Complete as sent by the server, without any decoding of `content-encoding`; a body cut short is an error
   * (UNREACHABLE).
   */
  readonly body: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

/**
 * Follows up to five redirects on the same host (never from https: to http:).
 *
 * Fails with ProfError UNREACHABLE, TIMEOUT, LIMIT, NOT_ALLOWED (a redirect to another host, a link-local
 * address, a certificate that is not trusted), USAGE (not an http or https URL, unreadable PEM), or with the
 * signal's reason when aborted. An HTTP status is a value, never an error.
 */
export interface HttpClient {
  get(request: HttpRequest): Promise<HttpResponse>;
}
