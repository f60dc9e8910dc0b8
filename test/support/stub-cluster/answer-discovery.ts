import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_RESOURCES, type ApiResource, METRICS_RESOURCE } from './api-resources.ts';
import type { StubCluster } from './stub-cluster.ts';

/** What clients ask for first: all groups with their resources in one answer. */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * What the server serves: `/version`, `/api`, `/apis` and their groups, aggregated for clients that take it.
 * False: it was no such request. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */
export function answerDiscovery(
  cluster: StubCluster,
  path: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): boolean {
  const served = [...API_RESOURCES, ...(cluster.usage.size > 0 ? [METRICS_RESOURCE] : [])];
  const isAggregated = (incoming.headers.accept ?? '').includes('as=APIGroupDiscoveryList');
  const answer = answerTo(path, served, isAggregated);
  if (answer === undefined) return false;
  const type = isAggregated && answer.kind === 'APIGroupDiscoveryList' ? AGGREGATED : 'application/json';
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(answer));
  return true;
}

function answerTo(
  path: string,
  served: readonly ApiResource[],
  isAggregated: boolean,
): { readonly kind?: string } | undefined {
  const core = served.filter(({ group }) => group === '');
  const others = served.filter(({ group }) => group !== '');
  if (path === '/version')
    return { major: '1', minor: '36', gitVersion: 'v1.36.2', platform: 'linux/amd64' } as object;
  if (path === '/api')
    return isAggregated ? aggregated(core) : ({ kind: 'APIVersions', versions: ['v1'] } as object);
  if (path === '/apis') return isAggregated ? aggregated(others) : groupList(others);
  const [, groupVersion = ''] = /^\/api\/(v1)$|^\/apis\/([^/]+\/[^/]+)$/.exec(path)?.filter(Boolean) ?? [];
  const found = served.filter(({ group, version }) => versionOf(group, version) === groupVersion);
  return found.length === 0 ? undefined : resourceList(groupVersion, found);
}

const versionOf = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;

function byGroup(resources: readonly ApiResource[]): [string, ApiResource[]][] {
  const groups = new Map<string, ApiResource[]>();
  for (const each of resources) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups];
}

const aggregated = (resources: readonly ApiResource[]) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: byGroup(resources).map(([name, ofGroup]) => ({
    metadata: name === '' ? {} : { name },
    versions: [
      {
        version: ofGroup[0]!.version,
        freshness: 'Current',
        resources: ofGroup.map((each) => ({
          resource: each.plural,
          responseKind: { group: each.group, version: each.version, kind: each.kind },
          scope: each.isNamespaced ? 'Namespaced' : 'Cluster',
          singularResource: each.singular,
          verbs: each.verbs,
          shortNames: each.shortNames,
          subresources: each.subresources.map(({ name: subresource, kind, verbs }) => ({
            subresource,
            responseKind: { group: '', version: 'v1', kind },
            verbs,
          })),
        })),
      },
    ],
  })),
});

const groupList = (resources: readonly ApiResource[]) => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: byGroup(resources).map(([name, [{ version } = { version: 'v1' }]]) => {
    const each = { groupVersion: `${name}/${version}`, version };
    return { name, versions: [each], preferredVersion: each };
  }),
});

const resourceList = (groupVersion: string, resources: readonly ApiResource[]) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: resources.flatMap(
    ({ plural, singular, isNamespaced, kind, verbs, shortNames, subresources }) => [
      { name: plural, singularName: singular, namespaced: isNamespaced, kind, verbs, shortNames },
      ...subresources.map((sub) => ({
        name: `${plural}/${sub.name}`,
        singularName: '',
        namespaced: isNamespaced,
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ],
  ),
});
