/** The stub cluster of the fleet in a process of its own: prints its kubeconfig, and at the end of its input what was asked. */
import { text } from 'node:stream/consumers';
import { startFleet } from '../support/stub-cluster/fleet.ts';

const [pods = '200'] = process.argv.slice(2);
const fleet = await startFleet({ pods: Number(pods), cpuMs: 'asked' });
process.stdout.write(`${JSON.stringify(fleet.cluster.kubeconfig())}\n`);
await text(process.stdin);
process.stdout.write(`${JSON.stringify(fleet.counts())}\n`);
await fleet.stop();
