import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { ProfError } from '../../kit/errors.ts';
import type { S3Settings } from '../../ports/s3-settings.ts';
import type { StoreDiagnosis } from '../../ports/store-diagnosis.ts';
import { openS3Client } from './s3-client.ts';
import type { Environment } from './s3-connection.ts';
import { s3Error } from './s3-error.ts';
import { splitS3Url } from './split-s3-url.ts';

/** What the SDK calls the places that credentials came from. */
const SOURCES: Readonly<Record<string, string>> = {
  CREDENTIALS_CODE: 'the program',
  CREDENTIALS_ENV_VARS: 'the environment',
  CREDENTIALS_PROFILE: 'the AWS configuration files',
  CREDENTIALS_PROFILE_SOURCE_PROFILE: 'the AWS configuration files',
  CREDENTIALS_STS_ASSUME_ROLE: 'a role that was assumed',
  CREDENTIALS_STS_ASSUME_ROLE_WEB_ID: 'a web identity',
  CREDENTIALS_SSO: 'single sign-on',
  CREDENTIALS_PROCESS: 'a program of the AWS configuration',
  CREDENTIALS_HTTP: 'the container',
  CREDENTIALS_IMDS: 'the machine',
};

/** What can be told about the way to the store at `s3://bucket/prefix`. */
export function createS3Diagnosis(
  url: string,
  settings: S3Settings = {},
  env: Environment = process.env,
): StoreDiagnosis {
  const opened = openS3Client(settings, env);
  // Whoever asks is told; nobody has asked yet.
  opened.catch(() => {});
  const client = async () => (await opened).client;
  const { bucket, prefix } = splitS3Url(url);
  return {
    bucket,
    prefix,
    endpoint: settings.endpointUrl ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL,
    credentials: async () => (settings.noSignRequest ? 'none: --no-sign-request' : whoWeAre(await client())),
    region: async () => (await opened).connection.region,
    findBucket: async () => findBucket(await client(), bucket),
  };
}

async function whoWeAre(client: S3Client): Promise<string> {
  try {
    const {
      accessKeyId,
      expiration,
      $source = {},
    } = (await client.config.credentials()) as {
      accessKeyId: string;
      expiration?: Date;
      $source?: Record<string, string>;
    };
    const source = Object.keys($source)
      .map((name) => SOURCES[name])
      .find((name) => name !== undefined);
    const until = expiration === undefined ? '' : `, until ${expiration.toISOString()}`;
    return `${accessKeyId}${source === undefined ? '' : ` from ${source}`}${until}`;
  } catch (error) {
    throw new ProfError('NOT_ALLOWED', `no credentials: ${(error as Error).message}`, { cause: error });
  }
}

async function findBucket(client: S3Client, Bucket: string) {
  let date: string | undefined;
  const command = new HeadBucketCommand({ Bucket });
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = (result.response as { headers?: Record<string, string> }).headers?.date;
      return result;
    },
    { step: 'deserialize', priority: 'high' },
  );
  const askedMs = Date.now();
  try {
    const { BucketRegion: region } = await client.send(command);
    // The header has whole seconds, and says when the answer began.
    const serverMs = date === undefined ? Number.NaN : Date.parse(date) + 500;
    const hereMs = (askedMs + Date.now()) / 2;
    return { region, clockAheadMs: Number.isNaN(serverMs) ? undefined : serverMs - hereMs };
  } catch (error) {
    const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404) {
      throw new ProfError('NOT_FOUND', `there is no bucket ${Bucket}`, { cause: error });
    }
    if ($metadata?.httpStatusCode === 403) {
      throw new ProfError('NOT_ALLOWED', `these credentials may not see the bucket ${Bucket}`, {
        cause: error,
      });
    }
    throw s3Error(error, { url: `s3://${Bucket}`, bucket: Bucket, right: 's3:ListBucket' });
  }
}
