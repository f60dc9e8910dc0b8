import { DAY_MS, formatDay } from '../../kit/when.ts';
import { SERVICES_COLUMNS } from '../../present/services.ts';
import { sparkline } from '../../present/sparkline.ts';
import { listServices, type ServiceSummary } from '../../store/list-services.ts';
import { startUpload } from '../start-upload.ts';
import { selectedRow } from '../state/reduce-list.ts';
import { firstProfileLines } from './first-profile.ts';
import { inOnePiece, type LoadContext, type Screen, type TableBody } from './screen.ts';
import { sortable } from './table-column.ts';

/** So far back one looks without being asked to look further. */
const DAYS = 14;

interface ServiceRow extends ServiceSummary {
  /** Of the last days, the oldest first. */
  readonly counts: readonly number[];
}

const body: TableBody<ServiceRow> = {
  kind: 'table',
  columns: [
    ...sortable<ServiceRow>(SERVICES_COLUMNS, {
      PROFILES: ({ profileCount }) => profileCount,
      SIZE: ({ sizeBytes }) => sizeBytes,
      'OLDEST (UTC)': ({ oldestMs }) => oldestMs,
      'NEWEST (UTC)': ({ newestMs }) => newestMs,
    }),
    {
      header: `${DAYS} DAYS`,
      cell: ({ counts }) =>
        sparkline(
          counts.map((count) => count || undefined),
          { max: Math.max(...counts), isAscii: false },
        ),
      sortBy: ({ counts }) => counts.reduce((sum, count) => sum + count, 0),
      isLargestFirst: true,
    },
  ],
  idOf: ({ service }) => service,
  refreshMs: 30_000,
  load: (context) => inOnePiece(rowsOf(context)),
  nothing: firstProfileLines,
  enter: ({ service }, control) => control.go({ screen: 'profiles', params: { service } }),
};

async function rowsOf({ backend: { wiring } }: LoadContext): Promise<ServiceRow[]> {
  const nowMs = wiring.clock.nowMs();
  const { services: found } = await listServices(
    { since: `-${DAYS}d` },
    { store: await wiring.store(), clock: wiring.clock },
  );
  const days = Array.from({ length: DAYS }, (_, index) => formatDay(nowMs - (DAYS - 1 - index) * DAY_MS));
  return found.map((service) => ({ ...service, counts: days.map((day) => service.perDay.get(day) ?? 0) }));
}

export const services: Screen = {
  id: 'services',
  title: 'Services',
  digit: '1',
  crumb: () => 'services',
  contexts: ['services'],
  tabs: [{ id: 'services', title: 'services', body }],
  commandLine: (_, { backend }) => ['services', '--since', `-${DAYS}d`, ...backend.flagWords],
  commands: {
    upload: (control) => {
      const { list } = control.body;
      const row = list && (selectedRow(list) as ServiceRow | undefined);
      return startUpload(control, row?.service);
    },
  },
};
