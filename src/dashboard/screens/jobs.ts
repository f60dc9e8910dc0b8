import { tableTime } from '../../present/store-text.ts';
import type { DashboardControl } from '../control.ts';
import type { Job } from '../state/dashboard-state.ts';
import { selectedRow } from '../state/reduce-list.ts';
import { inOnePiece, type Screen, type TableBody } from './screen.ts';

const body: TableBody<Job> = {
  kind: 'table',
  columns: [
    { header: 'STARTED (UTC)', cell: ({ startedMs }) => tableTime(startedMs) },
    { header: 'STATUS', cell: ({ status }) => status },
    { header: 'JOB', cell: ({ title }) => title },
    { header: 'RESULT', cell: resultOf },
  ],
  idOf: ({ id }) => String(id),
  load: ({ control }) => inOnePiece(Promise.resolve(control.state.jobs)),
  nothing: () => ['nothing has been done yet: c captures, U uploads, m merges'],
  enter: (job, control) => showJob(job, control),
  tone: ({ status }) => (status === 'failed' ? 'bad' : status === 'done' ? 'good' : undefined),
};

function resultOf({ status, result, failure, progress }: Job): string {
  if (status === 'running') return progress.at(-1)?.text ?? '';
  return failure?.message ?? result;
}

function showJob(job: Job, control: DashboardControl): void {
  const { title, argv, progress, failure } = job;
  control.page(title, [
    `$ prof ${argv.join(' ')}`,
    '',
    ...progress.map(({ name, text }) => `${name}  ${text}`),
    ...(failure === undefined
      ? [resultOf(job)]
      : [failure.message, ...failure.hints.map((hint) => `  ${hint}`)]),
  ]);
}

/** The job under the cursor. */
function jobOf({ body: { list } }: DashboardControl): Job | undefined {
  return list && (selectedRow(list) as Job | undefined);
}

async function cancel(control: DashboardControl): Promise<void> {
  const job = jobOf(control);
  if (job?.status !== 'running') {
    control.say('this job does not run');
    return;
  }
  if (await control.confirm([`cancel ${job.title}?`, 'What is finished is kept.'])) control.cancelJob(job.id);
}

async function again(control: DashboardControl): Promise<void> {
  const job = jobOf(control);
  if (job === undefined) return;
  if (
    control.state.where.isProduction &&
    !(await control.confirm([`${job.title} once more, in production?`]))
  )
    return;
  control.runAgain(job.id);
}

export const jobs: Screen = {
  id: 'jobs',
  title: 'Jobs',
  digit: '4',
  crumb: () => 'jobs',
  contexts: ['jobs'],
  tabs: [{ id: 'jobs', title: 'jobs', body }],
  commands: { again, cancel },
  commandLine: (_, control) => jobOf(control)?.argv,
};
