import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { podObject } from './pod-object.ts';
import { startPprofProgram } from './pprof-program.ts';
import { StubCluster } from './stub-cluster.ts';

export interface FleetOptions {
  readonly pods: number;
  /** How long a CPU profile takes; 'asked': as long as it is asked to. */
  readonly cpuMs: number | 'asked';
}

/** What was asked of the API server, in all. */
export interface FleetCounts {
  /** Port-forwards by pod. */
  readonly forwards: Readonly<Record<string, number>>;
  /** By method and path. */
  readonly others: Readonly<Record<string, number>>;
}

export interface Fleet {
  readonly cluster: StubCluster;
  /** The one that says nothing, and the one that is deleted while it is profiled. */
  readonly broken: readonly [silent: string, mortal: string];
  counts(): FleetCounts;
  stop(): Promise<void>;
}

/** Pods `fleet-N` with the label `app=fleet`, each with a program of its own; two of them are broken. */
export async function startFleet({ pods, cpuMs }: FleetOptions): Promise<Fleet> {
  const cluster = await new StubCluster().start();
  const programs: { close(): void }[] = [];
  const broken = [`fleet-${Math.floor(pods / 3)}`, `fleet-${Math.floor(pods / 2)}`] as const;
  const silence = async () => {
    const silent = await startSilence();
    programs.push(silent);
    return silent.localPort;
  };
  const program = async (name: string) => {
    const answering = await startPprofProgram({ cpuMs });
    programs.push(answering);
    const die = () => {
      cluster.deletePod('shop', name);
      answering.close();
    };
    if (name === broken[1]) void answering.halfTaken.then(die);
    return answering.localPort;
  };
  for (let i = 0; i < pods; i++) {
    const name = `fleet-${i}`;
    cluster.add(podObject(name, { labels: { app: 'fleet' } }));
    const localPort = name === broken[0] ? await silence() : await program(name);
    cluster.programs.set(`shop/${name}`, new Map([[6060, { localPort }]]));
  }
  return {
    cluster,
    broken,
    counts: () => countsOf(cluster),
    stop: async () => {
      for (const program of programs) program.close();
      await cluster.kill();
    },
  };
}

async function startSilence(): Promise<{ readonly localPort: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    sockets.add(socket.resume());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    localPort: (server.address() as { port: number }).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function countsOf({ requests }: StubCluster): FleetCounts {
  const forwards: Record<string, number> = {};
  const others: Record<string, number> = {};
  for (const { method, path } of requests) {
    const [, pod] = /\/pods\/([^/]+)\/portforward$/.exec(path) ?? [];
    const [counts, what] = pod === undefined ? [others, `${method} ${path}`] : [forwards, pod];
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return { forwards, others };
}
