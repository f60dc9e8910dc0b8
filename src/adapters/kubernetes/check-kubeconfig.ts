import { X509Certificate } from 'node:crypto';
import { ProfError } from '../../kit/errors.ts';
import type { Section } from './read-kubeconfig.ts';

/** What may stand under a name, and how that is called. */
type Kind = 'text' | 'yes or no' | 'mapping' | 'list of texts';

const CLUSTER: Readonly<Record<string, Kind>> = {
  server: 'text',
  'certificate-authority': 'text',
  'certificate-authority-data': 'text',
  'insecure-skip-tls-verify': 'yes or no',
  'proxy-url': 'text',
  'tls-server-name': 'text',
};
const USER: Readonly<Record<string, Kind>> = {
  token: 'text',
  tokenFile: 'text',
  'client-certificate': 'text',
  'client-certificate-data': 'text',
  'client-key': 'text',
  'client-key-data': 'text',
  username: 'text',
  password: 'text',
  as: 'text',
  'as-uid': 'text',
  'as-groups': 'list of texts',
  'as-user-extra': 'mapping',
  exec: 'mapping',
  'auth-provider': 'mapping',
};
const EXEC: Readonly<Record<string, Kind>> = {
  apiVersion: 'text',
  command: 'text',
  args: 'list of texts',
  installHint: 'text',
  interactiveMode: 'text',
  provideClusterInfo: 'yes or no',
};
const CONTEXT: Readonly<Record<string, Kind>> = { cluster: 'text', user: 'text', namespace: 'text' };
/** What the library knows; kubectl knows oidc alone. */
const PROVIDERS = ['oidc', 'gcp', 'azure'];

interface Named {
  readonly name: string;
  readonly section: Section;
}

/**
 * Whether what was chosen of a kubeconfig can be meant at all, so that no mistake in it reaches the library.
 * @throws ProfError CONFIG_INVALID, NOT_ALLOWED (a certificate that has expired), which never show a secret
 */
export function checkKubeconfig(context: Named, cluster: Named, user: Named): void {
  checkKinds(`context ${context.name}`, context.section, CONTEXT);
  checkKinds(`cluster ${cluster.name}`, cluster.section, CLUSTER);
  checkKinds(`user ${user.name}`, user.section, USER);
  checkUrls(cluster);
  checkPlugin(user);
  checkCertificate(user);
}

function invalid(where: string, why: string, hints: readonly string[] = []): ProfError {
  return new ProfError('CONFIG_INVALID', `the kubeconfig's ${where} ${why}`, {
    hints: [...hints, 'kubectl config view shows what kubectl reads of it'],
  });
}

function checkKinds(
  where: string,
  section: Section,
  kinds: Readonly<Record<string, Kind>>,
  prefix = '',
): void {
  for (const [key, kind] of Object.entries(kinds)) {
    const value = section[key];
    if (value !== undefined && value !== null && !isOfKind(value, kind)) {
      const hint = kind === 'text' ? ['a text that looks like something else is put in quotes'] : [];
      throw invalid(`${where}:`, `${prefix}${key} is no ${kind}`, hint);
    }
  }
}

function isOfKind(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'yes or no':
      return typeof value === 'boolean';
    case 'mapping':
      return typeof value === 'object' && !Array.isArray(value);
    case 'list of texts':
      return Array.isArray(value) && value.every((each) => typeof each === 'string');
  }
}

function checkUrls({ name, section }: Named): void {
  const server = String(section.server ?? '');
  if (server === '') throw invalid(`cluster ${name}`, 'has no server');
  // Without a scheme kubectl takes it for a host.
  if (!isUrl(server, ['http:', 'https:'])) {
    throw invalid(`cluster ${name}`, `has a server that is no http or https URL: ${server.slice(0, 200)}`);
  }
  const proxy = String(section['proxy-url'] ?? '');
  if (proxy !== '' && !isUrl(proxy, ['http:', 'https:', 'socks5:'])) {
    throw invalid(`cluster ${name}`, 'has a proxy-url that is no http, https or socks5 URL');
  }
}

const isUrl = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

function checkPlugin({ name, section }: Named): void {
  const provider = section['auth-provider'] as Section | undefined;
  if (provider && !PROVIDERS.includes(String(provider.name))) {
    throw invalid(
      `user ${name}`,
      `logs in by ${String(provider.name).slice(0, 100)}, which prof does not know`,
    );
  }
  const exec = section.exec as Section | undefined | null;
  if (!exec) return;
  checkKinds(`user ${name}`, exec, EXEC, 'exec.');
  if (!exec.command) throw invalid(`user ${name}`, 'has an exec without a command');
  const env = exec.env ?? [];
  const isPair = (each: unknown) => {
    const { name: key, value } = Object(each) as { name?: unknown; value?: unknown };
    return typeof key === 'string' && typeof value === 'string';
  };
  if (!Array.isArray(env) || !env.every(isPair)) {
    throw invalid(`user ${name}:`, 'exec.env is no list of names and values');
  }
}

function checkCertificate({ name, section }: Named): void {
  const data = section['client-certificate-data'];
  if (typeof data !== 'string' || data === '') return;
  const certificate = parseCertificate(data);
  if (certificate === undefined)
    throw invalid(`user ${name}`, 'has a client-certificate-data that is no certificate');
  if (certificate.validToDate.getTime() >= Date.now()) return;
  const day = certificate.validToDate.toISOString().slice(0, 10);
  throw new ProfError(
    'NOT_ALLOWED',
    `the client certificate of the kubeconfig's user ${name} expired on ${day}`,
    {
      hints: ['get a new kubeconfig from whoever runs the cluster, or log in again'],
    },
  );
}

function parseCertificate(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
