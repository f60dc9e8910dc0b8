import { DAY_MS, formatDay } from '../../kit/when.ts';
import { SERVICES_COLUMNS } from '../../present/services.ts';
import { sparkline } from '../../present/sparkline.ts';
import { listServices, type ServiceSummary } from '../../store/list-services.ts';
import { knownChange, newestChange } from '../newest-change.ts';
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
  /** What changed most between the last two runs; empty: not known. */
  readonly change: string;
}

/** When the oldest of a few days was taken is nobody's question. */
const COLUMNS = SERVICES_COLUMNS.filter(({ header }) => !header.startsWith('OLDEST')).map((column) => ({
  ...column,
  isOptional: ['PROFILES', 'SIZE'].includes(column.header),
}));
/** Of so many services changes are looked for. */
const MAX_CHANGES = 50;

const body: TableBody<ServiceRow> = {
  kind: 'table',
  columns: [
    ...sortable<ServiceRow>(COLUMNS, {
      PROFILES: ({ profileCount }) => profileCount,
      SIZE: ({ sizeBytes }) => sizeBytes,
      'NEWEST (UTC)': ({ newestMs }) => newestMs,
    }),
    {
      header: `${DAYS} DAYS`,
      cell: ({ counts }) => String(sumOf(counts)),
      drawn: ({ counts }, { isAscii }) =>
        sparkline(
          counts.map((count) => count || undefined),
          { max: Math.max(...counts), isAscii },
        ),
      sortBy: ({ counts }) => sumOf(counts),
      isLargestFirst: true,
    },
    { header: 'NEWEST CHANGE', cell: ({ change }) => change },
  ],
  idOf: ({ service }) => service,
  refine: withChanges,
  refreshMs: 30_000,
  load: (context) => inOnePiece(rowsOf(context)),
  nothing: firstProfileLines,
  enter: ({ service }, control) => control.go({ screen: 'profiles', params: { service } }),
};

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

async function rowsOf({ backend }: LoadContext): Promise<ServiceRow[]> {
  const { wiring } = backend;
  const nowMs = wiring.clock.nowMs();
  const deps = { store: await wiring.store(), clock: wiring.clock };
  const recent = await listServices({ since: `-${DAYS}d` }, deps);
  // A store that nothing was put into for long is not an empty one.
  const { services: found } = recent.services.length > 0 ? recent : await listServices({}, deps);
  const days = Array.from({ length: DAYS }, (_, index) => formatDay(nowMs - (DAYS - 1 - index) * DAY_MS));
  return found.map((service) => ({
    ...service,
    counts: days.map((day) => service.perDay.get(day) ?? 0),
    change: knownChange(service, backend) ?? '',
  }));
}

/** Service by service, those captured last first. */
async function* withChanges(
  rows: readonly ServiceRow[],
  { backend, signal }: LoadContext,
): AsyncGenerator<readonly ServiceRow[]> {
  let shown = rows;
  const newestFirst = rows.toSorted((left, right) => right.newestMs - left.newestMs).slice(0, MAX_CHANGES);
  for (const row of newestFirst) {
    if (knownChange(row, backend) !== undefined) continue;
    const change = await newestChange(row, backend, signal);
    shown = shown.map((other) => (other.service === row.service ? { ...other, change } : other));
    yield shown;
  }
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
