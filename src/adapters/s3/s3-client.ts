import { rootCertificates } from 'node:tls';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../ports/s3-settings.ts';
import { type RetryOptions, retryStrategy } from './retry.ts';
import { type Environment, resolveConnection, type S3Connection } from './s3-connection.ts';

/** How long a server may be silent, and how often it is asked; tests are less patient. */
export interface Patience extends RetryOptions {
  readonly connectMs: number;
  /** Without a byte in either direction. */
  readonly silentMs: number;
}

const PATIENCE: Patience = { connectMs: 5_000, silentMs: 15_000, maxAttempts: 10, delayMs: 100 };

export interface OpenedClient {
  readonly client: S3Client;
  readonly connection: S3Connection;
  readonly patience: Patience;
}

/** The client for these settings, once the AWS configuration files are read. Nothing is asked of any server yet. */
export async function openS3Client(
  settings: S3Settings,
  env: Environment,
  changes: Partial<Patience> = {},
): Promise<OpenedClient> {
  const connection = await resolveConnection(settings, env);
  const fromEnv = Number(env.AWS_MAX_ATTEMPTS);
  const maxAttempts = settings.maxAttempts ?? (fromEnv > 0 ? fromEnv : PATIENCE.maxAttempts);
  const patience = { ...PATIENCE, maxAttempts, ...changes };
  return { client: new S3Client(configOf(settings, connection, patience, env)), connection, patience };
}

function configOf(
  settings: S3Settings,
  { region, endpointUrl, profile, ca }: S3Connection,
  patience: Patience,
  env: Environment,
): S3ClientConfig {
  // Node's own proxies by HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
  const agent = { keepAlive: true, maxSockets: 50, proxyEnv: { ...env } };
  return {
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(endpointUrl === undefined
      ? { forcePathStyle: settings.pathStyle ?? false }
      : {
          endpoint: endpointUrl,
          forcePathStyle: settings.pathStyle ?? true,
          // Many servers do not know the newer checksums; the payload's SHA-256 is signed all the same.
          ...(env.AWS_REQUEST_CHECKSUM_CALCULATION
            ? {}
            : { requestChecksumCalculation: 'WHEN_REQUIRED' as const }),
          ...(env.AWS_RESPONSE_CHECKSUM_VALIDATION
            ? {}
            : { responseChecksumValidation: 'WHEN_REQUIRED' as const }),
        }),
    followRegionRedirects: true,
    maxAttempts: patience.maxAttempts,
    retryStrategy: retryStrategy(patience),
    requestHandler: {
      connectionTimeout: patience.connectMs,
      socketTimeout: patience.silentMs,
      httpAgent: agent,
      httpsAgent: { ...agent, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) },
    },
    ...(settings.noSignRequest ? UNSIGNED : {}),
    // Else the SDK warns on standard error.
    logger: { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore },
  };
}

/** The SDK looks for credentials before it asks the signer, which does nothing with them. */
const UNSIGNED: S3ClientConfig = {
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  signer: { sign: async (request) => request },
};

function ignore(): void {}
