import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../ports/s3-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The client for these settings. Nothing is asked of anybody yet. */
export function createS3Client(settings: S3Settings, env: Environment): S3Client {
  const { profile, noSignRequest } = settings;
  const endpoint = settings.endpointUrl ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const region = settings.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const config: S3ClientConfig = {
    ...(profile === undefined ? {} : { profile }),
    ...(region || endpoint ? { region: region || 'us-east-1' } : {}),
    ...(endpoint
      ? {
          endpoint,
          forcePathStyle: true,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }
      : {}),
    ...(noSignRequest ? { signer: { sign: async (request) => request } } : {}),
  };
  return new S3Client(config);
}
