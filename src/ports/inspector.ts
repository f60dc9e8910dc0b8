/** V8 inspectors (Chrome DevTools protocol over WebSocket), as Node.js opens them. */
export interface InspectorEndpoint {
  readonly host: string;
  readonly port: number;
}

export interface InspectorConnectOptions extends InspectorEndpoint {
  /** Listing the targets and the WebSocket handshake end by then. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** As HttpRequest.allowLinkLocal. */
  readonly allowLinkLocal?: boolean;
}

export type InspectorListener = (params: Readonly<Record<string, unknown>>) => void;

/** One session with one program. */
export interface InspectorSession {
  /** What the inspector calls the program (`node[1234]`, a script's path). */
  readonly title: string;
  /** Fails with ProfError UNREACHABLE when the session ended, BAD_DATA when the inspector answers an error. */
  send(method: string, params?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** Calls the listener for each such event until the returned function is called. */
  on(method: string, listener: InspectorListener): () => void;
  /** Resolves when the session ended, from whichever side. */
  readonly ended: Promise<void>;
  /** Ends the session; resolves at the latest after a second. */
  close(): Promise<void>;
}

/** Fails with ProfError UNREACHABLE, TIMEOUT, NOT_ALLOWED, BAD_DATA (no inspector there), or the signal's reason. */
export interface Inspector {
  connect(options: InspectorConnectOptions): Promise<InspectorSession>;
}
