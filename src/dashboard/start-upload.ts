import { ProfError } from '../kit/errors.ts';
import { putProfiles } from '../store/put-profiles.ts';
import type { DashboardControl } from './control.ts';

/** Asks which file and of which service, and puts it into the store as a job. */
export async function startUpload(control: DashboardControl, service: string | undefined): Promise<void> {
  const { backend } = control;
  const { wiring, config } = backend;
  const path = (await control.ask('put which file or folder? '))?.trim();
  if (path === undefined || path === '') return;
  const name = (await control.ask('profiles of which service? ', service ?? ''))?.trim();
  if (name === undefined || name === '') return;
  if (config.production && !(await control.confirm([`put ${path} into ${config.storeUrl}?`]))) return;
  control.job({
    title: `put ${path}`,
    argv: ['put', path, '--service', name, ...backend.flagWords],
    run: async (report, signal) => {
      const options = { files: [path], service: name, raw: false, labels: backend.labels };
      const { stored, failed } = await putProfiles(options, {
        ...wiring,
        limits: config.limits,
        parallel: PARALLEL,
        signal,
        emit: () => {},
      });
      for (const { file, key } of stored) report({ name: file, text: key, tone: 'good' });
      const words = `${stored.length} ${stored.length === 1 ? 'profile' : 'profiles'} stored`;
      if (failed.length === 0) return words;
      throw new ProfError('PARTIAL', `${words}, ${failed.length} not`, {
        hints: failed.map(({ error }) => error.message),
      });
    },
    onDone: () => control.reload(),
  });
}

/** As prof put. */
const PARALLEL = 8;
