import type { KubeObject } from './stub-cluster.ts';

export interface PodOptions {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owners?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly controller?: boolean;
  }[];
  readonly phase?: string;
  readonly reason?: string;
  readonly isReady?: boolean;
  readonly isTerminating?: boolean;
  readonly isWindows?: boolean;
  readonly containers?: readonly ContainerOptions[];
}

export interface ContainerOptions {
  readonly name: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly image?: string;
  readonly cpuLimit?: string;
}

const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** A pod as the API server shows it; running and ready if not told otherwise. */
export function podObject(name: string, options: PodOptions = {}): KubeObject {
  const { phase = 'Running', isReady = phase === 'Running' } = options;
  const containers = options.containers ?? [
    { name: 'main', ports: [{ name: 'pprof', containerPort: 6060 }] },
  ];
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace: options.namespace ?? 'shop',
      uid: `uid-${name}`,
      labels: options.labels ?? {},
      annotations: options.annotations ?? {},
      ...(options.owners
        ? {
            ownerReferences: options.owners.map((owner) => ({
              apiVersion: 'apps/v1',
              uid: 'u',
              controller: true,
              ...owner,
            })),
          }
        : {}),
      ...(options.isTerminating ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      nodeName: 'node-1',
      ...(options.isWindows ? { os: { name: 'windows' } } : {}),
      containers: containers.map(({ name: container, ports = [], image = 'shop:1', cpuLimit }) => ({
        name: container,
        image,
        ports,
        resources: cpuLimit === undefined ? {} : { limits: { cpu: cpuLimit } },
      })),
    },
    status: {
      phase,
      ...(options.reason ? { reason: options.reason } : {}),
      podIP: '10.0.0.7',
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses: containers.map(({ name: container }) => ({
        name: container,
        imageID: `registry.example/shop@${DIGEST}`,
        state: phase === 'Running' ? { running: { startedAt: '2026-01-01T00:00:00Z' } } : {},
      })),
    },
  };
}
