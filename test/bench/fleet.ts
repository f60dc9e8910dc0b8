/**
 * 200 pods of the stub cluster, four types each, 20 at a time, profiles of five seconds, two pods broken. The stub is a
 * process of its own. The bar is the time that the profiles take by themselves: `pods / parallel` times five seconds.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FleetCounts } from '../support/stub-cluster/fleet.ts';
import { type Command, runOnce } from './measure.ts';

const PODS = 200;
const PARALLEL = 20;
const SECONDS = 5;
const TIMES = 1.3;
const MAX_BYTES = 200e6;

export async function benchFleet(folder: string, prof: (...args: string[]) => Command) {
  const server = spawn(process.execPath, [join(import.meta.dirname, 'fleet-server.ts'), String(PODS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value as string);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, await next(), { mode: 0o600 });
  const flags = ['--seconds', SECONDS, '--max-pods', PODS, '--max-percent', 100, '--parallel', PARALLEL].map(
    String,
  );
  const run = await runOnce(
    prof(
      'capture',
      '-l',
      'app=fleet',
      '-t',
      'cpu,heap,goroutine,mutex',
      ...flags,
      '--kubeconfig',
      kubeconfig,
    ),
  );
  server.stdin.end();
  const { forwards, others }: FleetCounts = await next();
  const idealMs = Math.ceil(PODS / PARALLEL) * SECONDS * 1000;
  const times = run.wallMs / idealMs;
  const what = `capture of ${PODS} pods, ${PARALLEL} at a time`;
  const most = Math.max(...Object.values(forwards));
  const asked = Object.values(others).reduce((sum, count) => sum + count, 0);
  // Some failed, and it says so.
  const isPartial = run.exitCode === 4;
  return [
    {
      what,
      prof: `${(run.wallMs / 1000).toFixed(1)} s`,
      opponent: `the profiles alone: ${idealMs / 1000} s`,
      ratio: `${times.toFixed(2)}× its time`,
      bar: `≤ ${TIMES}×`,
      met: isPartial && times <= TIMES,
    },
    {
      what: `${what}, peak memory`,
      prof: run.peakBytes === undefined ? '' : `${(run.peakBytes / 1e6).toFixed(0)} MB`,
      opponent: '',
      ratio: '',
      bar: `< ${MAX_BYTES / 1e6} MB`,
      met: run.peakBytes === undefined ? undefined : run.peakBytes < MAX_BYTES,
    },
    {
      what: `${what}, requests`,
      prof: `${Object.keys(forwards).length} tunnels, at most ${most} to a pod; ${asked} others`,
      opponent: '',
      ratio: '',
      bar: '1 tunnel a pod',
      met: most === 1,
    },
  ];
}
