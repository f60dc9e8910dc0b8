import { Flags } from '@oclif/core';
import type { S3Settings } from '../ports/s3-settings.ts';

const GROUP = 'GLOBAL';
const S3_GROUP = 'S3';

/** The flags that every command takes (`prof pprof` excepted: it speaks Go's flag syntax). */
export const globalFlags = {
  json: Flags.boolean({ summary: 'print one JSON document on stdout', helpGroup: GROUP }),
  store: Flags.string({
    summary: 'where profiles live: a folder, a file: URL, s3://bucket/prefix, or demo',
    helpValue: 'URL',
    helpGroup: GROUP,
  }),
  env: Flags.string({
    summary: 'use this environment of the configuration',
    helpValue: 'NAME',
    helpGroup: GROUP,
  }),
  limit: Flags.string({
    summary: 'change a resource limit for reading profiles, for example decodedBytes=2GiB',
    helpValue: 'NAME=VALUE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GROUP,
  }),
  quiet: Flags.boolean({
    summary: 'no progress and no notes on stderr',
    helpGroup: GROUP,
  }),
  verbose: Flags.boolean({
    char: 'v',
    summary: 'say more on stderr',
    exclusive: ['quiet'],
    helpGroup: GROUP,
  }),
  'foreign-service': Flags.string({
    summary: 'the service that profiles of other programs count as, whose keys name none',
    helpValue: 'NAME',
    helpGroup: GROUP,
  }),
  region: Flags.string({ summary: 'the region of the bucket', helpValue: 'NAME', helpGroup: S3_GROUP }),
  'endpoint-url': Flags.string({
    summary: 'an S3 server that is not AWS: http://127.0.0.1:9000',
    helpValue: 'URL',
    helpGroup: S3_GROUP,
  }),
  'aws-profile': Flags.string({
    summary: 'take credentials and region from this profile of the AWS configuration',
    helpValue: 'NAME',
    helpGroup: S3_GROUP,
  }),
  'no-sign-request': Flags.boolean({
    summary: 'ask without credentials: for buckets that anybody may read',
    helpGroup: S3_GROUP,
  }),
  // Not `allowNo` of a `color` flag: terminals, NO_COLOR and FORCE_COLOR decide, this only turns it off.
  'no-color': Flags.boolean({ summary: 'no colours', helpGroup: GROUP }),
};

/** What `this.parse()` yields for the flags above; commands pass their own flags, which include these. */
export interface GlobalFlagValues {
  readonly json?: boolean | undefined;
  readonly store?: string | undefined;
  readonly env?: string | undefined;
  readonly limit?: string[] | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
  readonly 'foreign-service'?: string | undefined;
  readonly region?: string | undefined;
  readonly 'endpoint-url'?: string | undefined;
  readonly 'aws-profile'?: string | undefined;
  readonly 'no-sign-request'?: boolean | undefined;
  /** Only where a command has `pagerFlag`. */
  readonly pager?: boolean | undefined;
}

/** What the flags say of S3; only what was given. */
export function s3Flags(flags: GlobalFlagValues): S3Settings {
  const { region, 'endpoint-url': endpointUrl, 'aws-profile': profile } = flags;
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(profile === undefined ? {} : { profile }),
    ...(flags['no-sign-request'] ? { noSignRequest: true } : {}),
  };
}
