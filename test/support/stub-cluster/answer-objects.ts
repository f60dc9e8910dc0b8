import type { IncomingMessage, ServerResponse } from 'node:http';
import { API_RESOURCES } from './api-resources.ts';
import { readReview } from './read-review.ts';
import { forbidden, notFound, sendStatus, status } from './status.ts';
import type { KubeObject, RecordedRequest, StubCluster } from './stub-cluster.ts';

/** Kinds by `group/plural`. */
const KINDS: ReadonlyMap<string, string> = new Map(
  API_RESOURCES.map(({ group, version, plural, kind }) => [
    `${group === '' ? 'api' : `apis/${group}`}/${version}/${plural}`,
    kind,
  ]),
);
const PATH = /^\/(api\/v1|apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/;

/** Objects by name and in lists, rights, usage. */
export async function answerObjects(
  cluster: StubCluster,
  recorded: RecordedRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (body: object, code = 200) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const [, group = '', namespace = '', plural = '', name] = PATH.exec(recorded.path) ?? [];
  if (plural === 'selfsubjectaccessreviews')
    return void send(review(cluster, recorded, await bodyOf(incoming)), 201);
  if (group === 'apis/metrics.k8s.io/v1beta1') {
    if (!cluster.isAllowed(recorded, 'get', 'pods.metrics.k8s.io', namespace)) {
      const what = `pods.metrics.k8s.io "${name}" is forbidden: User "${recorded.user}" cannot get resource "pods"`;
      const where = `in API group "metrics.k8s.io" in the namespace "${namespace}"`;
      return sendStatus(response, status(403, 'Forbidden', `${what} ${where}`));
    }
    answerUsage(cluster, { namespace, name, query: recorded.query }, response);
    return;
  }
  const kind = KINDS.get(`${group}/${plural}`);
  if (kind === undefined)
    return sendStatus(response, status(404, 'NotFound', 'the server could not find the requested resource'));
  const verb = name === undefined ? 'list' : 'get';
  if (!cluster.isAllowed(recorded, verb, plural, namespace)) {
    return sendStatus(response, forbidden(recorded.user, verb, plural, namespace, name));
  }
  const objects = kind === 'Namespace' ? namespacesOf(cluster) : cluster.objects;
  const ofKind = objects.filter(
    (object) => object.kind === kind && (namespace === '' || object.metadata.namespace === namespace),
  );
  if (name !== undefined) {
    const found = ofKind.find(({ metadata }) => metadata.name === decodeURIComponent(name));
    return found ? void send(found) : sendStatus(response, notFound(plural, name));
  }
  send(page(ofKind, kind, recorded.query));
}

/** There are those that something is in. */
function namespacesOf({ objects }: StubCluster): KubeObject[] {
  const names = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...names].map((name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: { name } }));
}

function page(objects: readonly KubeObject[], kind: string, query: URLSearchParams): object {
  const chosen = objects.filter(
    (object) =>
      matchesLabels(object, query.get('labelSelector') ?? '') &&
      matchesFields(object, query.get('fieldSelector') ?? ''),
  );
  const start = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? 0) || chosen.length;
  const next = start + limit < chosen.length ? { continue: String(start + limit) } : {};
  // Items of a list do not repeat their kind.
  const items = chosen.slice(start, start + limit).map(({ kind: _, apiVersion: __, ...rest }) => rest);
  return { kind: `${kind}List`, apiVersion: 'v1', metadata: { resourceVersion: '1', ...next }, items };
}

/** As metrics-server answers; a cluster without it has no such path. */
function answerUsage(
  cluster: StubCluster,
  asked: { readonly namespace: string; readonly name: string | undefined; readonly query: URLSearchParams },
  response: ServerResponse,
): void {
  if (cluster.usage.size === 0) {
    sendStatus(response, { code: 404, body: '404 page not found\n' });
    return;
  }
  const metrics = [...cluster.usage].flatMap(([key, containers]) => {
    const [namespace = '', name = ''] = key.split('/');
    const pod = cluster.find('Pod', namespace, name);
    if (namespace !== asked.namespace || !pod || !matchesLabels(pod, asked.query.get('labelSelector') ?? ''))
      return [];
    return {
      kind: 'PodMetrics',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: { name, namespace, labels: pod.metadata.labels },
      timestamp: '2026-01-01T00:00:30Z',
      window: '15.2s',
      containers: containers.map((each) => ({ name: each.name, usage: { cpu: each.cpu, memory: '1Mi' } })),
    };
  });
  const found = metrics.find(({ metadata }) => metadata.name === asked.name);
  if (asked.name !== undefined && !found) {
    sendStatus(response, notFound('podmetrics.metrics.k8s.io', `${asked.namespace}/${asked.name}`));
    return;
  }
  const list = { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items: metrics };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? list));
}

function matchesLabels({ metadata }: KubeObject, selector: string): boolean {
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  // Commas inside of `in (a,b)` do not end a requirement.
  const requirements = selector.split(/,(?![^(]*\))/).map((each) => each.trim());
  return requirements.every((requirement) => {
    if (requirement === '') return true;
    const [, key = '', operator = '', list = ''] = /^(\S+) (in|notin) \((.*)\)$/.exec(requirement) ?? [];
    if (operator !== '') {
      const isIn = list
        .split(',')
        .map((each) => each.trim())
        .includes(labels[key] ?? '');
      return operator === 'in' ? isIn : !isIn;
    }
    const [, name = '', sign = '', value = ''] = /^([^=!]+)(==?|!=)(.*)$/.exec(requirement) ?? [];
    if (sign === '!=') return labels[name] !== value;
    if (sign !== '') return labels[name] === value;
    return requirement.startsWith('!') ? !(requirement.slice(1) in labels) : requirement in labels;
  });
}

function matchesFields(object: KubeObject, selector: string): boolean {
  const fields: Record<string, unknown> = {
    'metadata.name': object.metadata.name,
    'metadata.namespace': object.metadata.namespace,
    'status.phase': (object.status as { phase?: string } | undefined)?.phase,
    'spec.nodeName': (object.spec as { nodeName?: string } | undefined)?.nodeName,
  };
  return selector
    .split(',')
    .filter((each) => each !== '')
    .every((each) => {
      const [, name = '', sign = '', value = ''] = /^([^=!]+)(==?|!=)(.*)$/.exec(each) ?? [];
      return (fields[name] === value) === (sign !== '!=');
    });
}

function review(cluster: StubCluster, recorded: RecordedRequest, body: Buffer): object {
  const attributes = readReview(body);
  const { verb, group = '', resource, subresource = '', namespace = '' } = attributes;
  const plural = group === 'metrics.k8s.io' ? `${resource}.${group}` : resource;
  const full = subresource === '' ? plural : `${plural}/${subresource}`;
  const allowed = cluster.isAllowed(recorded, verb, full, namespace);
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: { resourceAttributes: attributes },
    status: { allowed, ...(allowed ? {} : { reason: 'no RBAC policy matched' }) },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
