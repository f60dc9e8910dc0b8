import { type ErrorCode, ProfError } from '../../kit/errors.ts';

/** A URL as it may be shown: without credentials, and without its query, which may hold a token. */
export function shownUrl(url: URL | string): string {
  const parsed = typeof url === 'string' ? (URL.canParse(url) ? new URL(url) : undefined) : url;
  if (!parsed) return String(url).replace(/[?#].*$/s, '');
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly text: string;
  readonly hint?: string;
}

const CA_HINT = 'name the certificate authority that signed it with --ca FILE';

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: {
    code: 'UNREACHABLE',
    text: 'connection refused',
    hint: 'check that the program runs and listens on that port',
  },
  ECONNRESET: {
    code: 'UNREACHABLE',
    text: 'the connection was closed before an answer came',
    hint: 'check that the port speaks this protocol (http or https)',
  },
  ENOTFOUND: { code: 'UNREACHABLE', text: 'no such host', hint: 'check the spelling of the host name' },
  EAI_AGAIN: { code: 'UNREACHABLE', text: 'the name server does not answer' },
  ETIMEDOUT: { code: 'TIMEOUT', text: 'the connection timed out' },
  EHOSTUNREACH: { code: 'UNREACHABLE', text: 'no route to host' },
  ENETUNREACH: { code: 'UNREACHABLE', text: 'no network to that address' },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    code: 'NOT_ALLOWED',
    text: 'the certificate signs itself and is not trusted',
    hint: CA_HINT,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    code: 'NOT_ALLOWED',
    text: 'the certificate is of an authority that is not trusted',
    hint: CA_HINT,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    code: 'NOT_ALLOWED',
    text: 'the certificate is of an authority that is not trusted',
    hint: CA_HINT,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    code: 'NOT_ALLOWED',
    text: 'the certificate is of an authority that is not trusted',
    hint: CA_HINT,
  },
  CERT_HAS_EXPIRED: { code: 'NOT_ALLOWED', text: 'the certificate has expired' },
  ERR_TLS_CERT_ALTNAME_INVALID: { code: 'NOT_ALLOWED', text: 'the certificate is for another host name' },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    code: 'NOT_ALLOWED',
    text: 'the server wants a client certificate',
    hint: 'give it with --cert FILE and --key FILE',
  },
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: {
    code: 'NOT_ALLOWED',
    text: 'the server refuses the TLS handshake',
    hint: 'if it wants a client certificate, give it with --cert FILE and --key FILE',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    code: 'UNREACHABLE',
    text: 'the port does not speak TLS',
    hint: 'try http:// instead of https://',
  },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: {
    code: 'UNREACHABLE',
    text: 'the port does not speak TLS',
    hint: 'try http:// instead of https://',
  },
  ERR_OSSL_PEM_NO_START_LINE: {
    code: 'USAGE',
    text: 'a certificate or key is not in PEM form',
    hint: 'PEM files hold lines such as -----BEGIN CERTIFICATE-----',
  },
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: {
    code: 'USAGE',
    text: 'the client certificate and its key do not belong together',
  },
  ERR_INVALID_CHAR: { code: 'USAGE', text: 'a header holds a character that HTTP does not allow' },
  ERR_INVALID_HTTP_TOKEN: { code: 'USAGE', text: 'a header has a name that HTTP does not allow' },
};

/** What Node's HTTP, DNS and TLS say, as one of our errors that names the URL and what to do. */
export function translateHttpError(error: unknown, url: URL | string): ProfError {
  if (error instanceof ProfError) return error;
  const inner = innermost(error);
  const code = codeOf(inner);
  const meaning: Meaning = MEANINGS[code] ??
    parserMeaning(code) ?? { code: 'UNREACHABLE', text: inner.message };
  return new ProfError(meaning.code, `${shownUrl(url)}: ${meaning.text}`, {
    hints: meaning.hint === undefined ? [] : [meaning.hint],
    details: { url: shownUrl(url), systemCode: code },
    cause: error,
  });
}

/** What OpenSSL says during the handshake arrives under one code, its own word only in the text. */
function codeOf(error: { code?: unknown; message: string }): string {
  if (error.code !== 'EPROTO') return typeof error.code === 'string' ? error.code : '';
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] ?? 'EPROTO';
  return `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
}

/** llhttp's codes: HPE_INVALID_CONSTANT and the like. */
function parserMeaning(code: string): Meaning | undefined {
  if (!code.startsWith('HPE_')) return undefined;
  return {
    code: 'UNREACHABLE',
    text: 'what answers there does not speak HTTP',
    hint: 'check the port; a TLS port needs https://',
  };
}

/** A name with several addresses fails with one error that holds one for each. */
function innermost(error: unknown): { code?: unknown; message: string } {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error instanceof Error ? error : { message: String(error) };
}
