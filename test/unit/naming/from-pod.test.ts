import { describe, expect, it } from 'vitest';
import { fromPod, type NamedPod } from '../../../src/naming/from-pod.ts';
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
  it('is that of the name where nothing else is known', () => {
    expect(nameOf(pod('checkout-7d8f9c5b6d-x2x4z'))).toBe('checkout');
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
});
