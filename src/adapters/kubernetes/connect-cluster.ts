import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { didYouMean } from '../../kit/did-you-mean.ts';
import { ProfError } from '../../kit/errors.ts';
import type { ClusterIdentity, ClusterSettings } from '../../ports/kubernetes.ts';
import { checkKubeconfig } from './check-kubeconfig.ts';
import { type Credential, credentialPlugin } from './credential-plugin.ts';
import { proxyFor } from './proxy-for.ts';
import { type KubeconfigFile, readKubeconfig, type Section } from './read-kubeconfig.ts';

export interface ClusterSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** Who to ask, and with what. */
export interface ClusterConnection {
  readonly identity: ClusterIdentity;
  readonly server: URL;
  /**
   * Options for node:http, node:https and WebSockets: certificates, proxy, headers. Credential plugins run when
   * they must, one at a time. @throws ProfError NOT_ALLOWED where they fail.
   */
  requestOptions(): Promise<RequestOptions>;
}

/**
 * The cluster that kubectl would talk to with these flags and this environment; inside a pod that has no kubeconfig,
 * its own cluster.
 * @throws ProfError CONFIG_INVALID, NOT_FOUND, NOT_ALLOWED
 */
export async function connectCluster(
  flags: ClusterSettings,
  { env, homeFolder }: ClusterSurroundings,
): Promise<ClusterConnection> {
  const file = await readKubeconfig({ flag: flags.kubeconfig, variable: env.KUBECONFIG, homeFolder });
  const config = new KubeConfig();
  if (file === undefined) {
    if (!env.KUBERNETES_SERVICE_HOST) throw noCluster();
    config.loadFromCluster();
    return connectionOf(config, flags, {}, env);
  }
  const { context, cluster, user } = chosen(file, flags);
  checkKubeconfig(context, cluster, user);
  const single = {
    clusters: [{ name: 'cluster', cluster: cluster.section }],
    // What gives credentials time and again is asked by ourselves.
    users: [{ name: 'user', user: { ...user.section, exec: undefined, tokenFile: undefined } }],
    contexts: [
      {
        name: 'context',
        context: { cluster: 'cluster', user: 'user', namespace: context.section.namespace },
      },
    ],
    'current-context': 'context',
  };
  config.loadFromString(JSON.stringify(single));
  return connectionOf(
    config,
    flags,
    { name: context.name, user: user.section, cluster: cluster.section },
    env,
  );
}

interface Chosen {
  readonly name: string;
  readonly section: Section;
}

function chosen(
  file: KubeconfigFile,
  flags: ClusterSettings,
): { readonly context: Chosen; readonly cluster: Chosen; readonly user: Chosen } {
  const contextName = flags.context ?? file['current-context'];
  const isContextNeeded = flags.cluster === undefined || contextName !== '';
  if (contextName === '' && isContextNeeded) {
    const names = file.contexts.slice(0, MAX_NAMES).map(({ name }) => name);
    if (names.length === 0) {
      throw new ProfError(
        'CONFIG_INVALID',
        'the kubeconfig has no contexts: it is empty, or of another kind',
        {
          hints: ['--kubeconfig FILE names another; kubectl config get-contexts lists what kubectl sees'],
        },
      );
    }
    throw new ProfError('CONFIG_INVALID', 'the kubeconfig has no current context', {
      hints: [`choose one with --context: ${names.join(', ')}`],
    });
  }
  const context = contextName === '' ? EMPTY : named('context', contextName, file.contexts, (e) => e.context);
  const clusterName = flags.cluster ?? textOf(context.section.cluster);
  const userName = flags.user ?? textOf(context.section.user);
  return {
    context,
    cluster: named('cluster', clusterName, file.clusters, (entry) => entry.cluster),
    // A context without a user is one without credentials.
    user: userName === '' ? EMPTY : named('user', userName, file.users, (entry) => entry.user),
  };
}

/** Of a list in an error. */
const MAX_NAMES = 20;
const EMPTY: Chosen = { name: '', section: {} };
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function named<Entry extends { readonly name: string }>(
  what: string,
  name: string,
  entries: readonly Entry[],
  sectionOf: (entry: Entry) => Section,
): Chosen {
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return { name, section: sectionOf(found) };
  const names = entries.map((entry) => entry.name);
  const near = didYouMean(name, names);
  throw new ProfError('CONFIG_INVALID', `the kubeconfig has no ${what} ${name || '(it is not named)'}`, {
    hints: [
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
      names.length === 0 ? `it has no ${what}s at all` : `it has: ${names.slice(0, MAX_NAMES).join(', ')}`,
    ],
  });
}

function connectionOf(
  config: KubeConfig,
  flags: ClusterSettings,
  context: { readonly name?: string; readonly user?: Section; readonly cluster?: Section },
  env: ClusterSurroundings['env'],
): ClusterConnection {
  const cluster = config.getCurrentCluster()!;
  const server = new URL(cluster.server);
  const isInsecure = cluster.skipTLSVerify === true && server.protocol === 'https:';
  // The library wants this said for plain HTTP, which has nothing to verify.
  const skipTLSVerify = cluster.skipTLSVerify === true || server.protocol === 'http:';
  const proxyUrl = cluster.proxyUrl ?? proxyFor(server, env);
  config.clusters = [{ ...cluster, skipTLSVerify, ...(proxyUrl === undefined ? {} : { proxyUrl }) }];
  const impersonation = impersonationHeaders(flags, context.user ?? {});
  const credential = credentialSource(context.user ?? {}, context.cluster ?? {}, flags.requestTimeoutMs);
  const { users } = config;
  let asked: Promise<unknown> = Promise.resolve();
  return {
    server,
    identity: {
      context: context.name,
      server: cluster.server,
      namespace: flags.namespace ?? (config.getContextObject(config.currentContext)?.namespace || 'default'),
      isInsecure,
    },
    requestOptions: () => {
      const options: RequestOptions = { headers: {} };
      const apply = async () => {
        const { token, certificate, key } = await credential();
        const base64 = (pem: string) => Buffer.from(pem).toString('base64');
        config.users = users.map((user) => ({
          ...user,
          ...(token === undefined ? {} : { token }),
          ...(certificate === undefined ? {} : { certData: base64(certificate), keyData: base64(key ?? '') }),
        }));
        await config.applyToHTTPSOptions(options);
      };
      // A plugin may ask a person, who is asked once.
      const applied = asked.then(apply);
      asked = applied.catch(() => {});
      return applied.then(
        () => ({ ...options, headers: { ...options.headers, ...impersonation } }),
        (error: unknown) => {
          throw credentialError(error, context.user ?? {});
        },
      );
    },
  };
}

/** What changes while we work: a plugin's word, a file that is written anew. The rest the library knows. */
function credentialSource(
  user: Section,
  cluster: Section,
  requestTimeoutMs: number,
): () => Promise<Credential> {
  const { exec, tokenFile } = user;
  if (exec) {
    return credentialPlugin({
      exec: exec as Section,
      cluster,
      timeoutMs: requestTimeoutMs * PLUGIN_REQUESTS,
    });
  }
  if (!tokenFile) return async () => ({});
  return async () => ({ token: (await readFile(textOf(tokenFile), 'utf8')).trim() });
}

/** A plugin that asks nobody has the time of so many requests. */
const PLUGIN_REQUESTS = 4;

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation */
function impersonationHeaders(flags: ClusterSettings, user: Section): Record<string, string | string[]> {
  const as = flags.as ?? textOf(user.as);
  if (as === '') {
    if (flags.asGroups === undefined && flags.asUid === undefined) return {};
    throw new ProfError('USAGE', '--as-group and --as-uid go with --as: say who the user is');
  }
  const ownGroups = Array.isArray(user['as-groups']) ? user['as-groups'].filter(isText) : [];
  // A flag takes the place of all that the file says about who to be.
  const groups = flags.as === undefined ? (flags.asGroups ?? ownGroups) : (flags.asGroups ?? []);
  const uid = flags.asUid ?? (flags.as === undefined ? textOf(user['as-uid']) : '');
  const extra =
    flags.as === undefined && typeof user['as-user-extra'] === 'object' ? user['as-user-extra'] : {};
  return {
    'Impersonate-User': as,
    ...(groups.length === 0 ? {} : { 'Impersonate-Group': [...groups] }),
    ...(uid === '' ? {} : { 'Impersonate-Uid': uid }),
    ...Object.fromEntries(
      Object.entries(extra ?? {}).map(([key, values]) => [
        `Impersonate-Extra-${encodeURIComponent(key)}`,
        Array.isArray(values) ? values.filter(isText) : [String(values)],
      ]),
    ),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function credentialError(error: unknown, user: Section): ProfError {
  if (error instanceof ProfError) return error;
  const { path, message } = error as NodeJS.ErrnoException;
  const provider = user['auth-provider'] as Section | undefined;
  if (provider) {
    return new ProfError(
      'NOT_ALLOWED',
      `the auth-provider ${provider.name} of the kubeconfig failed: ${message}`,
      {
        hints: ['kubectl knows oidc alone by now: log in again, for a kubeconfig with a credential plugin'],
        cause: error,
      },
    );
  }
  return new ProfError(
    'NOT_ALLOWED',
    path === undefined
      ? `the credentials of the kubeconfig cannot be used: ${message}`
      : `the kubeconfig names a file that cannot be read: ${path}`,
    { hints: ['kubectl get pods shows whether kubectl can log in'], cause: error },
  );
}

function noCluster(): ProfError {
  return new ProfError('CONFIG_INVALID', 'no kubeconfig, and this is no pod of a cluster', {
    hints: [
      'prof reads what kubectl reads: --kubeconfig, the KUBECONFIG variable, ~/.kube/config',
      'without a cluster: prof capture http://host:6060, or prof demo',
    ],
  });
}
