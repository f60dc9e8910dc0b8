import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { leastRole, type RoleOptions } from '../../../src/doctor/least-role.ts';

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly {
    readonly apiGroups: string[];
    readonly resources: string[];
    readonly verbs: string[];
  }[];
  readonly roleRef?: { readonly kind: string; readonly name: string };
}

const WISHES: RoleOptions = {
  namespace: 'shop',
  ways: ['port-forward'],
  workloads: false,
  exec: false,
  metrics: true,
};
const rolesOf = (options: Partial<RoleOptions>) =>
  parseAllDocuments(leastRole({ ...WISHES, ...options })).map((each) => each.toJS() as Role);
const rightsOf = (role: Role | undefined) =>
  role?.rules?.flatMap(({ apiGroups, resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${[resource, ...apiGroups].join('.')}`)),
  );

describe('the least role', () => {
  it('of a namespace holds what is in it, and nodes stand in a role of their own', () => {
    const roles = rolesOf({});
    expect(roles.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)).toEqual(
      [
        'Role shop/prof',
        'RoleBinding shop/prof',
        'ClusterRole /prof-nodes',
        'ClusterRoleBinding /prof-nodes',
      ],
    );
    expect(rightsOf(roles[0])).toEqual([
      'get pods.',
      'get pods/portforward.',
      'create pods/portforward.',
      'get pods.metrics.k8s.io',
    ]);
    expect(rightsOf(roles[2])).toEqual(['get nodes.']);
    expect(roles[3]!.roleRef).toMatchObject({ kind: 'ClusterRole', name: 'prof-nodes' });
  });

  it('of all namespaces is one', () => {
    const roles = rolesOf({ namespace: undefined });
    expect(roles.map(({ kind }) => kind)).toEqual(['ClusterRole', 'ClusterRoleBinding']);
    expect(rightsOf(roles[0])).toContain('get nodes.');
  });

  it('without the headroom knows nothing of metrics and nodes', () => {
    const roles = rolesOf({ metrics: false });
    expect(roles).toHaveLength(2);
    expect(rightsOf(roles[0])!.join()).not.toMatch(/metrics|nodes/);
  });
});
