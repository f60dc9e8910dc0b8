/** HTTP(S) GET for captures and profile URLs. Contract: test/contracts/http-client.ts. */
export interface HttpTls {
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
}

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: HttpTls;
  /** The whole exchange ends by then. */
  readonly timeoutMs: number;
  /** A longer body is an error (LIMIT), not a truncation. */
  readonly maxBodyBytes: number;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Complete as sent by the server; a body cut short is an error (UNREACHABLE). */
  readonly body: Uint8Array;
}

/** Fails with ProfError UNREACHABLE, TIMEOUT, LIMIT or INTERRUPTED; an HTTP status is a value, never an error. */
export interface HttpClient {
  get(request: HttpRequest): Promise<HttpResponse>;
}
