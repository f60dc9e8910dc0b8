import { type ErrorCode, ProfError } from '../../kit/errors.ts';
import { shellQuote } from '../../kit/shell-quote.ts';

/** What was asked, for messages that name the right. */
export interface Asked {
  /** `s3://bucket/prefix`. */
  readonly url: string;
  readonly bucket: string;
  /** In the bucket; undefined: the bucket itself was asked. */
  readonly key?: string | undefined;
  /** The right that it takes: `s3:GetObject`. */
  readonly right: string;
  /** Undefined: AWS. */
  readonly endpointUrl?: string | undefined;
}

interface ServiceError extends Error {
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
  readonly code?: unknown;
  readonly Region?: unknown;
}

/** Whether a request failed because there is no such object. A missing bucket is no such case. */
export function isMissing(error: unknown): boolean {
  const { name } = error as ServiceError;
  return name === 'NoSuchKey' || name === 'NotFound';
}

export function isPreconditionFailed(error: unknown): boolean {
  const { name, $metadata } = error as ServiceError;
  return name === 'PreconditionFailed' || $metadata?.httpStatusCode === 412;
}

interface Meaning {
  readonly code: ErrorCode;
  readonly text: string;
  readonly hints: (asked: Asked, error: ServiceError) => string[];
}

const CREDENTIAL_HINT =
  'aws sts get-caller-identity says whose credentials are used; --aws-profile NAME takes others';
const none = () => [];

const MEANINGS: Readonly<Record<string, Meaning>> = {
  AccessDenied: { code: 'NOT_ALLOWED', text: 'access denied', hints: deniedHints },
  AllAccessDisabled: { code: 'NOT_ALLOWED', text: 'all access to the bucket is switched off', hints: none },
  InvalidAccessKeyId: {
    code: 'NOT_ALLOWED',
    text: 'the server does not know the access key',
    hints: ({ endpointUrl }) => [
      endpointUrl === undefined
        ? 'if the bucket is on a server that is not AWS, name it with --endpoint-url URL'
        : 'keys of AWS are not those of another server: check AWS_ACCESS_KEY_ID',
      CREDENTIAL_HINT,
    ],
  },
  SignatureDoesNotMatch: {
    code: 'NOT_ALLOWED',
    text: 'the server refuses the signature',
    hints: () => ['the secret key is wrong, or a proxy changes requests; check AWS_SECRET_ACCESS_KEY'],
  },
  ExpiredToken: { code: 'NOT_ALLOWED', text: 'the credentials have expired', hints: loginHints },
  InvalidToken: { code: 'NOT_ALLOWED', text: 'the session token is not valid', hints: loginHints },
  CredentialsProviderError: {
    code: 'NOT_ALLOWED',
    text: 'no credentials were found',
    hints: noCredentialHints,
  },
  TokenProviderError: {
    code: 'NOT_ALLOWED',
    text: 'the single sign-on session has ended',
    hints: loginHints,
  },
  RequestTimeTooSkewed: {
    code: 'NOT_ALLOWED',
    text: "this machine's clock differs too much from the server's",
    hints: () => ['set the clock: timedatectl set-ntp true'],
  },
  NoSuchBucket: {
    code: 'NOT_FOUND',
    text: 'there is no such bucket',
    hints: ({ bucket, endpointUrl }) => [
      `aws s3 mb ${shellQuote(`s3://${bucket}`)}${endpointUrl === undefined ? '' : ` --endpoint-url ${shellQuote(endpointUrl)}`} makes it`,
    ],
  },
  InvalidBucketName: { code: 'USAGE', text: 'the server refuses the name of the bucket', hints: none },
  InvalidObjectState: {
    code: 'UNREACHABLE',
    text: 'the profile is archived (Glacier) and must be restored before it can be read',
    hints: ({ bucket, key = '' }) => [
      `aws s3api restore-object --bucket ${shellQuote(bucket)} --key ${shellQuote(key)} --restore-request Days=7`,
      'restoring takes minutes to hours',
    ],
  },
  PermanentRedirect: { code: 'UNREACHABLE', text: 'the bucket is in another region', hints: regionHints },
  AuthorizationHeaderMalformed: {
    code: 'UNREACHABLE',
    text: 'the bucket is in another region',
    hints: regionHints,
  },
  IllegalLocationConstraintException: {
    code: 'UNREACHABLE',
    text: 'the bucket is in another region',
    hints: regionHints,
  },
  SlowDown: {
    code: 'UNREACHABLE',
    text: 'the server asks for fewer requests',
    hints: () => ['try again in a while'],
  },
  ServiceUnavailable: {
    code: 'UNREACHABLE',
    text: 'the server is not available',
    hints: () => ['try again in a while'],
  },
  InternalError: { code: 'UNREACHABLE', text: 'the server failed', hints: () => ['try again in a while'] },
  TimeoutError: { code: 'TIMEOUT', text: 'the server does not answer', hints: reachHints },
  ENOTFOUND: { code: 'UNREACHABLE', text: 'no such host', hints: reachHints },
  EAI_AGAIN: { code: 'UNREACHABLE', text: 'the name server does not answer', hints: reachHints },
  ECONNREFUSED: { code: 'UNREACHABLE', text: 'connection refused', hints: reachHints },
  ECONNRESET: {
    code: 'UNREACHABLE',
    text: 'the connection broke',
    hints: () => ['nothing of it was kept; try again'],
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    code: 'NOT_ALLOWED',
    text: 'the certificate is not trusted',
    hints: caHints,
  },
  SELF_SIGNED_CERT_IN_CHAIN: { code: 'NOT_ALLOWED', text: 'the certificate is not trusted', hints: caHints },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    code: 'NOT_ALLOWED',
    text: 'the certificate is not trusted',
    hints: caHints,
  },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    code: 'NOT_ALLOWED',
    text: 'the certificate is not trusted',
    hints: caHints,
  },
  EntityTooLarge: { code: 'LIMIT', text: 'the profile is larger than the server takes', hints: none },
};

const SAME_AS: Readonly<Record<string, string>> = {
  Forbidden: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  TokenRefreshRequired: 'ExpiredToken',
  RequestExpired: 'RequestTimeTooSkewed',
  '403': 'AccessDenied',
  EPIPE: 'ECONNRESET',
  aborted: 'ECONNRESET',
};

/** A failed request as what the user can do about it; errors that are ours already pass. */
export function s3Error(error: unknown, asked: Asked): unknown {
  if (error instanceof ProfError || !(error instanceof Error)) return error;
  const failure = error as ServiceError;
  const status = failure.$metadata?.httpStatusCode;
  const { meaning, word } = meaningOf(failure, status);
  const what = asked.key === undefined ? asked.url : `s3://${asked.bucket}/${asked.key}`;
  const attempts = failure.$metadata?.attempts ?? 1;
  const again = attempts > 1 ? ` (after ${attempts} attempts)` : '';
  return new ProfError(meaning.code, `${what}: ${meaning.text}${again}`, {
    hints: meaning.hints(asked, failure),
    details: {
      s3Code: word,
      ...(status === undefined ? {} : { status }),
      ...(failure.$metadata?.requestId === undefined ? {} : { requestId: failure.$metadata.requestId }),
    },
    cause: error,
  });
}

function meaningOf(error: ServiceError, status: number | undefined): { meaning: Meaning; word: string } {
  const words = [error.code, error.name, error.message].filter((word) => typeof word === 'string');
  for (const word of words) {
    const meaning = MEANINGS[SAME_AS[word] ?? word];
    if (meaning) return { meaning, word };
  }
  const word = error.name;
  if (status === 403 || status === 401) return { meaning: MEANINGS.AccessDenied!, word };
  if (status === 301 || status === 307) return { meaning: MEANINGS.PermanentRedirect!, word };
  if (status === 404) return { meaning: MEANINGS.NoSuchBucket!, word };
  if (status === 503) return { meaning: MEANINGS.ServiceUnavailable!, word };
  if (status === 500) return { meaning: MEANINGS.InternalError!, word };
  const code = status === undefined || status >= 500 ? 'UNREACHABLE' : 'BAD_DATA';
  return { meaning: { code, text: `${error.name}: ${error.message}`, hints: none }, word };
}

function deniedHints({ right, bucket, key }: Asked): string[] {
  const resource = key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
  return [`it takes the right ${right} on ${resource}`, CREDENTIAL_HINT];
}

function loginHints(): string[] {
  return ['log in again: aws sso login, or set new AWS_* variables', CREDENTIAL_HINT];
}

function noCredentialHints(_asked: Asked, error: ServiceError): string[] {
  const sso = /sso/i.test(error.message) ? ['log in: aws sso login'] : [];
  return [
    ...sso,
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile: --aws-profile NAME',
    'for a bucket that anybody may read: --no-sign-request',
  ];
}

function regionHints(_asked: Asked, error: ServiceError): string[] {
  return [typeof error.Region === 'string' ? `name it: --region ${error.Region}` : 'name it: --region NAME'];
}

function reachHints({ endpointUrl }: Asked): string[] {
  return [
    endpointUrl === undefined
      ? 'check the network, and HTTPS_PROXY if there is a proxy'
      : `check the endpoint, which is ${endpointUrl}: --endpoint-url URL names another`,
  ];
}

function caHints(): string[] {
  return ['name the file of the authority that signed it: AWS_CA_BUNDLE=/path/to/ca.pem'];
}
