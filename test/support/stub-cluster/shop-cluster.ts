import { podObject } from './pod-object.ts';
import { type PprofProgram, startPprofProgram } from './pprof-program.ts';
import { StubCluster } from './stub-cluster.ts';

export interface ShopCluster {
  readonly cluster: StubCluster;
  /** A roll-out is under way in `shop`: a pod of the revision before is still there. */
  addPreviousRevision(): Promise<void>;
  stop(): Promise<void>;
}

const SET = 'checkout-7d8f9c5b6d';
const PREVIOUS_SET = 'checkout-6c9b8d7f5c';

/**
 * A deployment `checkout` of two pods, in the namespaces `shop` and `default`, with programs that answer.
 * @param service what a label of the pods calls it
 */
export async function startShopCluster(service = 'checkout'): Promise<ShopCluster> {
  const cluster = await new StubCluster().start();
  const programs: PprofProgram[] = [];
  const addSet = (namespace: string, name: string, revision: string) => {
    const labels = { app: 'checkout' };
    const annotations = { 'deployment.kubernetes.io/revision': revision };
    const ownerReferences = [{ kind: 'Deployment', name: 'checkout', controller: true }];
    cluster.add({ kind: 'ReplicaSet', metadata: { name, namespace, labels, annotations, ownerReferences } });
  };
  const addPod = async (namespace: string, set: string, end: string, image: string) => {
    const name = `${set}-${end}`;
    const program = await startPprofProgram();
    programs.push(program);
    const named = service === 'checkout' ? {} : { 'app.kubernetes.io/name': service };
    const labels = { app: 'checkout', ...named };
    const containers = [{ name: 'main', image, ports: [{ name: 'pprof', containerPort: 6060 }] }];
    const owners = [{ kind: 'ReplicaSet', name: set }];
    cluster.add(podObject(name, { namespace, labels, owners, containers }));
    cluster.programs.set(`${namespace}/${name}`, new Map([[6060, { localPort: program.localPort }]]));
  };
  for (const namespace of ['shop', 'default']) {
    const metadata = { name: 'checkout', namespace, uid: 'checkout' };
    cluster.add({ kind: 'Deployment', metadata, spec: { selector: { matchLabels: { app: 'checkout' } } } });
    addSet(namespace, SET, '4');
    for (const end of ['x2x4z', 'bcdfg']) await addPod(namespace, SET, end, 'shop:1');
  }
  return {
    cluster,
    addPreviousRevision: async () => {
      addSet('shop', PREVIOUS_SET, '3');
      await addPod('shop', PREVIOUS_SET, 'k5m7n', 'shop:0');
    },
    stop: async () => {
      for (const program of programs) program.close();
      await cluster.kill();
    },
  };
}
