import type { S3Settings } from '../ports/s3-settings.ts';
import type { EnvironmentSettings } from './settings.ts';

/** What flags say of the store beyond its URL. */
export interface StoreFlags {
  readonly s3?: S3Settings | undefined;
  readonly foreignService?: string | undefined;
}

/** How the store is reached and read: flags over the environment that is in use. */
export function storeSettings(
  { s3, foreignService }: StoreFlags,
  environment: EnvironmentSettings = {},
): { readonly s3: S3Settings; readonly foreignService: string | undefined } {
  const { awsProfile, noSignRequest, pathStyle, conditionalWrites, region, endpointUrl } = environment;
  const { sse, sseKmsKeyId, storageClass, expectedBucketOwner, requestPayer } = environment;
  const said: S3Settings = {
    region,
    endpointUrl,
    profile: awsProfile,
    noSignRequest,
    pathStyle,
    conditionalWrites,
    sse,
    sseKmsKeyId,
    storageClass,
    expectedBucketOwner,
    requestPayer,
    ...s3,
  };
  return {
    s3: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    foreignService: foreignService ?? environment.foreignService,
  };
}
