import { type DoctorCheck, ok } from '../../doctor/check.ts';
import { doctorKube } from '../../doctor/doctor-kube.ts';
import { doctorStore } from '../../doctor/doctor-store.ts';
import type { Backend } from '../backend.ts';
import type { DashboardControl } from '../control.ts';
import { failureOf } from '../failure-of.ts';
import type { LoadContext, Screen, TableBody } from './screen.ts';

interface CheckRow extends DoctorCheck {
  /** What it is a check of. */
  readonly of: 'configuration' | 'store' | 'cluster';
}

const body: TableBody<CheckRow> = {
  kind: 'table',
  columns: [
    { header: 'OF', cell: ({ of }) => of },
    { header: 'RESULT', cell: ({ outcome }) => outcome },
    { header: 'CHECK', cell: ({ name }) => name },
    { header: 'FOUND', cell: ({ said }) => said },
  ],
  idOf: ({ of, name }) => `${of} ${name}`,
  load: rows,
  nothing: () => [],
  enter: ({ name, said, fix }, control) =>
    control.page(name, [said, ...(fix === undefined ? [] : ['', ...fix.split('\n')])]),
  tone: ({ outcome }) => (outcome === 'failed' ? 'bad' : outcome === 'missing' ? 'dim' : undefined),
};

/** Each part as soon as it is done; a part that cannot be asked is a check that failed. */
async function* rows({ backend, control, signal }: LoadContext): AsyncGenerator<readonly CheckRow[]> {
  const { config } = backend;
  const files = config.files.length === 0 ? 'no file, the defaults' : config.files.join(', ');
  yield [{ ...ok('files', files), of: 'configuration' }];
  yield await part('store', 'the store', () => storeChecks(backend, signal));
  yield await part('cluster', 'the kubeconfig', () => clusterChecks(backend, control, signal));
}

async function part(
  of: CheckRow['of'],
  name: string,
  work: () => Promise<readonly DoctorCheck[]>,
): Promise<readonly CheckRow[]> {
  try {
    return (await work()).map((check) => ({ ...check, of }));
  } catch (error) {
    const { message, hints } = failureOf(error);
    return [{ of, name, outcome: 'failed', said: message, fix: hints.join('\n') }];
  }
}

/** To check a store, an object is written and removed. */
async function storeChecks(
  { config, wiring }: Backend,
  signal: AbortSignal,
): Promise<readonly DoctorCheck[]> {
  const mark = config.readOnly ? 'read-only here' : config.production ? 'production' : undefined;
  if (mark !== undefined)
    return [ok('the store', `${config.storeUrl} is ${mark}: not tried; prof doctor store does`)];
  return doctorStore({ store: await wiring.store(), diagnosis: await wiring.diagnosis(), signal });
}

async function clusterChecks(
  backend: Backend,
  control: DashboardControl,
  signal: AbortSignal,
): Promise<readonly DoctorCheck[]> {
  const kubernetes = await backend.kubernetes();
  const { namespace } = kubernetes.identity;
  await control.sawCluster(kubernetes);
  return doctorKube(
    { namespace: backend.allNamespaces ? undefined : namespace, exec: false },
    { kubernetes, signal },
  );
}

export const doctor: Screen = {
  id: 'doctor',
  title: 'Doctor',
  digit: '5',
  crumb: () => 'doctor',
  contexts: [],
  tabs: [{ id: 'doctor', title: 'doctor', body }],
  commandLine: (_, { backend }) => ['doctor', 'store', ...backend.flagWords],
};
