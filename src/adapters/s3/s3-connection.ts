import { readFile } from 'node:fs/promises';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { didYouMean } from '../../kit/did-you-mean.ts';
import { ProfError } from '../../kit/errors.ts';
import type { S3Settings } from '../../ports/s3-settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the requests go, of all that says so: settings over the environment over the AWS configuration files. */
export interface S3Connection {
  readonly region: string;
  /** A server that is not AWS's; undefined: AWS. */
  readonly endpointUrl: string | undefined;
  readonly profile: string | undefined;
  /** PEM texts of the authorities to trust beside the usual ones. */
  readonly ca: string | undefined;
}

/** What AWS takes when nobody names a region, and other servers mostly do not look at. */
const DEFAULT_REGION = 'us-east-1';

type Section = Readonly<Record<string, string | undefined>>;

/**
 * The SDK alone knows neither AWS_DEFAULT_REGION nor bundles of authorities, and wants a region where the AWS tools need
 * none; which endpoint applies must be known here, for path style and checksums depend on it.
 * @throws ProfError USAGE for a profile that there is not, a URL that is none, a bundle that cannot be read.
 */
export async function resolveConnection(settings: S3Settings, env: Environment): Promise<S3Connection> {
  const profile = settings.profile ?? (env.AWS_PROFILE || undefined);
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const name = profile ?? 'default';
  if (profile !== undefined && !configFile[name] && !credentialsFile[name]) {
    throw noProfile(profile, [...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  }
  const section: Section = { ...credentialsFile[name], ...configFile[name] };
  const services: Section = configFile[`services.${section.services}`] ?? {};
  const isIgnored = /^true$/i.test(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ?? '');
  const configured =
    env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || services['s3.endpoint_url'] || section.endpoint_url;
  const endpointUrl = settings.endpointUrl ?? (isIgnored ? undefined : configured);
  const bundle = env.AWS_CA_BUNDLE || section.ca_bundle;
  return {
    region: settings.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || section.region || DEFAULT_REGION),
    endpointUrl: endpointUrl === undefined ? undefined : checkEndpoint(endpointUrl),
    profile,
    ca: bundle === undefined ? undefined : await readBundle(bundle),
  };
}

function noProfile(profile: string, known: readonly string[]): ProfError {
  const near = didYouMean(profile, known);
  const names = [...new Set(known)].filter((name) => !name.includes('.')).join(', ') || 'none';
  return new ProfError('USAGE', `no profile ${profile} in the AWS configuration files`, {
    hints: [
      near === undefined ? `there are: ${names}` : `did you mean ${near}?`,
      'aws configure list-profiles lists them',
    ],
    details: { profile },
  });
}

function checkEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new ProfError('USAGE', `the endpoint is no http or https URL: ${text}`, {
    hints: ['for example --endpoint-url http://127.0.0.1:9000'],
  });
}

async function readBundle(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ProfError('USAGE', `the bundle of certificate authorities cannot be read: ${path}`, {
      hints: ['AWS_CA_BUNDLE, or ca_bundle of the AWS configuration, names it'],
      details: { path },
      cause: error,
    });
  }
}
