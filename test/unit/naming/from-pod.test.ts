import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromPod, type NamedPod } from '../../../src/naming/from-pod.ts';
import { serviceFromPodName } from '../../../src/naming/from-pod-name.ts';
import { chooseServiceName } from '../../../src/naming/service-name.ts';

const pod = (name: string, more: Partial<NamedPod> = {}): NamedPod => ({
  name,
  labels: {},
  owners: [],
  node: undefined,
  ...more,
});
const owner = (kind: string, name: string, isController = true) => ({ kind, name, isController });
const nameOf = (named: NamedPod) => chooseServiceName(fromPod(named)).name;

describe("a pod's service", () => {
  it.each([
    // A deployment's pods.
    ['checkout-7d8f9c5b6d-x2x4z', 'checkout'],
    ['my-web-app-5d4f8b9c7-abcde', 'my-web-app-5d4f8b9c7-abcde'],
    ['my-web-app-5d4f8b9c7-bcdfg', 'my-web-app'],
    // As documents write it, though no controller makes such names.
    ['my-service-abc123-xyz456', 'my-service'],
    ['standalone-service-abc123-xyz456', 'standalone-service'],
    // Words stay words.
    ['simple-pod', 'simple-pod'],
    ['my-cool-service', 'my-cool-service'],
    ['web', 'web'],
    ['my-fancy-front', 'my-fancy-front'],
    // Daemon sets and jobs; stateful sets.
    ['agent-x2x4z', 'agent'],
    ['agent-bcdfg', 'agent-bcdfg'],
    ['db-0', 'db'],
    ['db-12', 'db'],
    ['7', '7'],
  ])('by the name %s is %s', (name, service) => {
    expect(serviceFromPodName(name)).toBe(service);
    expect(nameOf(pod(name))).toBe(service);
  });

  it.each([
    [pod('x', { labels: { app: 'b', 'k8s-app': 'c', 'app.kubernetes.io/name': 'a' } }), 'a'],
    [pod('x', { labels: { app: 'b', 'k8s-app': 'c', 'app.kubernetes.io/name': '' } }), 'b'],
    [pod('x', { labels: { 'k8s-app': 'c' }, owners: [owner('DaemonSet', 'd')] }), 'c'],
    [pod('x', { owners: [owner('ReplicaSet', 'my-app-7d8f9c5b6d')] }), 'my-app'],
    [pod('x', { owners: [owner('ReplicaSet', 'web-frontend')] }), 'web-frontend'],
    [pod('x', { owners: [owner('ReplicaSet', 'web-zz9')], labels: { 'pod-template-hash': 'zz9' } }), 'web'],
    [pod('x-0', { owners: [owner('StatefulSet', 'database-statefulset')] }), 'database-statefulset'],
    [pod('x', { owners: [owner('Job', 'backup-28391234')] }), 'backup'],
    [pod('x', { owners: [owner('Job', 'import-2024')] }), 'import-2024'],
    [pod('etcd-node-1', { owners: [owner('Node', 'node-1')] }), 'etcd'],
    [pod('x', { owners: [owner('Widget', 'w', false), owner('DaemonSet', 'd')] }), 'd'],
    [pod('x', { owners: [owner('Widget', 'w', false), owner('DaemonSet', 'd', false)] }), 'w'],
  ])('by labels, then owner: %j', (named, service) => {
    expect(nameOf(named)).toBe(service);
  });

  it('has every candidate for who asks why', () => {
    const owners = [owner('ReplicaSet', 'shop-7d8f9c5b6d')];
    const found = fromPod(pod('shop-7d8f9c5b6d-x2x4z', { labels: { app: 'cart' }, owners }));
    expect(found.map(({ rule, name }) => [rule, name])).toEqual([
      ['label', undefined],
      ['label', 'cart'],
      ['label', undefined],
      ['owner', 'shop'],
      ['pod', 'shop'],
    ]);
  });

  it('is never empty, and always a beginning of the pod', () => {
    const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, (text) => {
        const service = serviceFromPodName(text);
        expect(service).not.toBe('');
        expect(text.startsWith(service)).toBe(true);
      }),
    );
  });
});
