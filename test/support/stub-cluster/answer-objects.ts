import type { IncomingMessage, ServerResponse } from 'node:http';
import { forbidden, notFound, sendStatus, status } from './status.ts';
import type { KubeObject, RecordedRequest, StubCluster } from './stub-cluster.ts';

/** Kinds by `group/plural`. */
const KINDS: Readonly<Record<string, string>> = {
  'api/v1/pods': 'Pod',
  'api/v1/services': 'Service',
  'api/v1/nodes': 'Node',
  'apis/apps/v1/deployments': 'Deployment',
  'apis/apps/v1/statefulsets': 'StatefulSet',
  'apis/apps/v1/daemonsets': 'DaemonSet',
  'apis/apps/v1/replicasets': 'ReplicaSet',
  'apis/batch/v1/jobs': 'Job',
  'apis/batch/v1/cronjobs': 'CronJob',
};
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
    const found = cluster.usage.get(`${namespace}/${name}`);
    if (!found) return sendStatus(response, { code: 404, body: '404 page not found\n' });
    const containers = found.map((each) => ({ name: each.name, usage: { cpu: each.cpu, memory: '1Mi' } }));
    return void send({ kind: 'PodMetrics', metadata: { name, namespace }, containers });
  }
  const kind = KINDS[`${group}/${plural}`];
  if (kind === undefined)
    return sendStatus(response, status(404, 'NotFound', 'the server could not find the requested resource'));
  const verb = name === undefined ? 'list' : 'get';
  if (!cluster.isAllowed(recorded, verb, plural, namespace)) {
    return sendStatus(response, forbidden(recorded.user, verb, plural, namespace, name));
  }
  const ofKind = cluster.objects.filter(
    (object) => object.kind === kind && (namespace === '' || object.metadata.namespace === namespace),
  );
  if (name !== undefined) {
    const found = ofKind.find(({ metadata }) => metadata.name === decodeURIComponent(name));
    return found ? void send(found) : sendStatus(response, notFound(plural, name));
  }
  send(page(ofKind, kind, recorded.query));
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

function review(cluster: StubCluster, recorded: RecordedRequest, text: string): object {
  const { spec } = JSON.parse(text) as {
    spec: {
      resourceAttributes: { verb: string; resource: string; subresource?: string; namespace?: string };
    };
  };
  const { verb, resource, subresource = '', namespace = '' } = spec.resourceAttributes;
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const allowed = cluster.isAllowed(recorded, verb, full, namespace);
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: { allowed, ...(allowed ? {} : { reason: 'no RBAC policy matched' }) },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
