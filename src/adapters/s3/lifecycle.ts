import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
  type LifecycleRule as S3Rule,
  type TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3';
import { ProfError } from '../../kit/errors.ts';
import type { LifecycleRule, LifecycleRuleSet, LifecycleRules } from '../../ports/lifecycle-rules.ts';
import type { S3Settings } from '../../ports/s3-settings.ts';
import { openS3Client } from './s3-client.ts';
import type { Environment } from './s3-connection.ts';
import { s3Error } from './s3-error.ts';
import { splitS3Url } from './split-s3-url.ts';

/** The lifecycle rules of the bucket at `s3://bucket/prefix`. */
export function createS3Lifecycle(
  url: string,
  settings: S3Settings = {},
  env: Environment = process.env,
): LifecycleRules {
  const client = async () => (await openS3Client(settings, env)).client;
  const { bucket, prefix } = splitS3Url(url);
  const bucketUrl = `s3://${bucket}`;
  return {
    bucketUrl,
    prefix,
    read: () => guarded(bucketUrl, bucket, async () => readRules(await client(), bucket)),
    replace: (set) => guarded(bucketUrl, bucket, async () => writeRules(await client(), bucket, set)),
  };
}

async function readRules(client: S3Client, Bucket: string): Promise<LifecycleRuleSet> {
  try {
    const found = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const { Rules = [], TransitionDefaultMinimumObjectSize: smallObjects } = found;
    return { rules: Rules.map(ruleOf), ...(smallObjects === undefined ? {} : { smallObjects }) };
  } catch (error) {
    if ((error as Error).name === 'NoSuchLifecycleConfiguration') return { rules: [] };
    throw error;
  }
}

async function writeRules(client: S3Client, Bucket: string, set: LifecycleRuleSet): Promise<void> {
  if (set.rules.length === 0) {
    await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
    return;
  }
  const Rules = set.rules.map((rule) => (rule.raw as S3Rule | undefined) ?? s3Rule(rule));
  const { smallObjects } = set;
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules },
      ...(smallObjects === undefined
        ? {}
        : { TransitionDefaultMinimumObjectSize: smallObjects as TransitionDefaultMinimumObjectSize }),
    }),
  );
}

function ruleOf(found: S3Rule): LifecycleRule {
  const raw = inNewerForm(found);
  const { ID = '', Status, Expiration, Transitions = [], Filter = {} } = raw;
  const isByMore = Object.keys(Filter).some((key) => key !== 'Prefix');
  return {
    id: ID,
    prefix: isByMore ? undefined : (Filter.Prefix ?? ''),
    isEnabled: Status === 'Enabled',
    expireDays: Expiration?.Days,
    transitions: Transitions.flatMap(({ Days, StorageClass }) =>
      Days === undefined || StorageClass === undefined ? [] : [{ days: Days, storageClass: StorageClass }],
    ),
    raw,
  };
}

/**
 * A rule as others may have made it long ago, the prefix beside the rule, with a filter that says the same: AWS takes no
 * set in which some have a filter and some have not ("Filter element can only be used in Lifecycle V2").
 */
function inNewerForm({ Prefix, ...rule }: S3Rule): S3Rule {
  return { ...rule, Filter: rule.Filter ?? { Prefix: Prefix ?? '' } };
}

function s3Rule({ id, prefix, isEnabled, expireDays, transitions }: LifecycleRule): S3Rule {
  return {
    ID: id,
    Filter: { Prefix: prefix ?? '' },
    Status: isEnabled ? 'Enabled' : 'Disabled',
    ...(expireDays === undefined ? {} : { Expiration: { Days: expireDays } }),
    ...(transitions.length === 0
      ? {}
      : {
          Transitions: transitions.map(({ days, storageClass }) => ({
            Days: days,
            StorageClass: storageClass as NonNullable<S3Rule['Transitions']>[number]['StorageClass'],
          })),
        }),
  };
}

const RIGHTS = 's3:GetLifecycleConfiguration and s3:PutLifecycleConfiguration on the bucket';

async function guarded<Result>(url: string, bucket: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { name, $metadata, message } = error as Error & { $metadata?: { httpStatusCode?: number } };
    if (name === 'NotImplemented' || $metadata?.httpStatusCode === 501) {
      throw new ProfError('USAGE', `${url}: this server has no lifecycle rules`, {
        hints: ['prof prune --older-than 120d does it, from a timer'],
        cause: error,
      });
    }
    if ($metadata?.httpStatusCode === 403) {
      throw new ProfError('NOT_ALLOWED', `${url}: ${name}: ${message}`, {
        hints: [`it takes ${RIGHTS}`],
        cause: error,
      });
    }
    if (name === 'MalformedXML' || name === 'InvalidRequest' || name === 'InvalidArgument') {
      throw new ProfError('USAGE', `${url} refuses the rules: ${message}`, { cause: error });
    }
    throw s3Error(error, { url, bucket, right: 's3:GetLifecycleConfiguration' });
  }
}
