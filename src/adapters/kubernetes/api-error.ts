import { ProfError } from '../../kit/errors.ts';

/** `Status` of the API, as failed requests answer it. */
export interface ApiStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

/** The API's own word on a failure; undefined where the body is none (a proxy in between, or the pod's answer). */
export function statusOf(body: Uint8Array): ApiStatus | undefined {
  try {
    const found = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    if (found.kind !== 'Status') return undefined;
    const text = (value: unknown) => (typeof value === 'string' ? value : '');
    return { code: Number(found.code), reason: text(found.reason), message: text(found.message) };
  } catch {
    return undefined;
  }
}

export interface AskedFor {
  /** What was to be done, for messages: `list pods in shop`. */
  readonly action: string;
  /** The right that it takes, for hints and details. */
  readonly verb: string;
  readonly resource: string;
  readonly namespace?: string | undefined;
}

/** What a refusal of the API server means to the person who asked. */
export function apiError(httpStatus: number, body: Uint8Array, asked: AskedFor): ProfError {
  const status = statusOf(body);
  const said = meant(status?.message || firstLine(body), httpStatus, asked);
  const message = `cannot ${asked.action}: ${said}`;
  const details = {
    status: httpStatus,
    reason: status?.reason ?? '',
    verb: asked.verb,
    resource: asked.resource,
  };
  switch (httpStatus) {
    case 401:
      return new ProfError('NOT_ALLOWED', message, {
        hints: [
          'the cluster does not accept these credentials: log in again, kubectl auth whoami shows who you are',
        ],
        details,
      });
    case 403:
      return new ProfError('NOT_ALLOWED', message, {
        hints: [
          `it takes the right to ${asked.verb} ${asked.resource}; prof doctor kube --print-role${asked.resource === 'pods/exec' ? ' --exec' : ''} prints a role for it`,
        ],
        details,
      });
    case 404:
      return new ProfError('NOT_FOUND', message, { details });
    case 400:
    case 422:
      return new ProfError('USAGE', message, { details });
    case 429:
      return new ProfError('UNREACHABLE', message, {
        hints: ['the API server is busy: try again later'],
        details,
      });
    default:
      return new ProfError('UNREACHABLE', message, { details });
  }
}

/** What was said, or what it means that nothing was. */
function meant(said: string, httpStatus: number, { verb, resource }: AskedFor): string {
  if (httpStatus === 403 && said === '') {
    return `the server refused without a word, as it does when it does not know the protocol`;
  }
  // Of the second of two rights a server says no more than that it is missing.
  if (httpStatus === 403 && /is forbidden: *$/.test(said))
    return `${said.trimEnd()} no right to ${verb} ${resource}`;
  return said || '(no text)';
}

/** No answer at all. */
export function connectionError(error: unknown, server: string, action: string): ProfError {
  if (error instanceof ProfError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const make = (kind: 'UNREACHABLE' | 'NOT_ALLOWED' | 'TIMEOUT', why: string, hint: string) =>
    new ProfError(kind, `cannot ${action}: ${server}: ${why}`, {
      hints: [hint],
      details: { server, cause: code },
      cause: error,
    });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return make(
      'UNREACHABLE',
      'no such host',
      'the kubeconfig names the API server: is its name right, and is the VPN up?',
    );
  }
  if (code === 'ECONNREFUSED') {
    return make('UNREACHABLE', 'connection refused', 'is the cluster running, and is this its address?');
  }
  if (code === 'ERR_INVALID_CHAR') {
    const hint = 'is there a line break in the token, or in who to be (as)?';
    return make('NOT_ALLOWED', 'the kubeconfig holds a character that HTTP does not allow in a header', hint);
  }
  if (/PEM routines|asn1 encoding|key values mismatch/i.test(message)) {
    const hint =
      'certificate-authority, client-certificate and client-key hold PEM: -----BEGIN CERTIFICATE-----';
    return make('NOT_ALLOWED', 'a certificate or key of the kubeconfig cannot be read', hint);
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return make('NOT_ALLOWED', 'its certificate has expired', 'whoever runs the cluster has to renew it');
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code) || /certificate/i.test(message)) {
    const hint =
      'certificate-authority(-data) of the kubeconfig says who to trust; it may be of an older cluster';
    return make('NOT_ALLOWED', `its certificate is not trusted: ${message}`, hint);
  }
  if (code === 'ETIMEDOUT')
    return make('TIMEOUT', 'no answer', 'is the VPN up? --request-timeout gives it more time');
  if (/ECONNREFUSED/.test(message)) {
    return make('UNREACHABLE', 'the proxy refuses the connection', 'proxy-url of the kubeconfig names it');
  }
  return make(
    'UNREACHABLE',
    message || code || 'the connection broke',
    'try again; kubectl version shows whether the cluster answers',
  );
}

/** The same of a WebSocket, which has words of its own for some. */
export function socketError(error: Error, server: string, action: string): ProfError {
  if (/subprotocol/.test(error.message)) {
    return new ProfError(
      'BAD_DATA',
      `cannot ${action}: ${server}: it agrees to no protocol that prof speaks`,
      {
        hints: ['is a proxy in between that drops it?'],
        cause: error,
      },
    );
  }
  const isTimeout = /handshake has timed out/.test(error.message);
  return connectionError(isTimeout ? Object.assign(error, { code: 'ETIMEDOUT' }) : error, server, action);
}

function firstLine(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 2000)).trim();
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}
