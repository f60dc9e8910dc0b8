import { podObject } from './pod-object.ts';
import { type PprofProgram, startPprofProgram } from './pprof-program.ts';
import { StubCluster } from './stub-cluster.ts';

export interface ShopCluster {
  readonly cluster: StubCluster;
  stop(): Promise<void>;
}

const SET = 'checkout-7d8f9c5b6d';

/**
 * A deployment `checkout` of two pods, in the namespaces `shop` and `default`, with programs that answer.
 * @param service what a label of the pods calls it
 */
export async function startShopCluster(service = 'checkout'): Promise<ShopCluster> {
  const cluster = await new StubCluster().start();
  const programs: PprofProgram[] = [];
  for (const namespace of ['shop', 'default']) {
    const metadata = { name: 'checkout', namespace, uid: 'checkout' };
    cluster.add({ kind: 'Deployment', metadata, spec: { selector: { matchLabels: { app: 'checkout' } } } });
    cluster.add({
      kind: 'ReplicaSet',
      metadata: {
        name: SET,
        namespace,
        labels: { app: 'checkout' },
        annotations: { 'deployment.kubernetes.io/revision': '4' },
        ownerReferences: [{ kind: 'Deployment', name: 'checkout', controller: true }],
      },
    });
    for (const end of ['x2x4z', 'bcdfg']) {
      const name = `${SET}-${end}`;
      const program = await startPprofProgram();
      programs.push(program);
      const owners = [{ kind: 'ReplicaSet', name: SET }];
      const named = service === 'checkout' ? {} : { 'app.kubernetes.io/name': service };
      const labels = { app: 'checkout', ...named };
      cluster.add(podObject(name, { namespace, labels, owners }));
      cluster.programs.set(`${namespace}/${name}`, new Map([[6060, { localPort: program.localPort }]]));
    }
  }
  return {
    cluster,
    stop: async () => {
      for (const program of programs) program.close();
      await cluster.kill();
    },
  };
}
