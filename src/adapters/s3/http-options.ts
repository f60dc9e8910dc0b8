/** How one request is sent. */
export interface HttpOptions {
  readonly abortSignal?: AbortSignal;
}

export function httpOptionsOf(signal: AbortSignal | undefined): HttpOptions {
  return signal === undefined ? {} : { abortSignal: signal };
}
