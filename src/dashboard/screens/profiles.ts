import { ProfError } from '../../kit/errors.ts';
import { LS_COLUMNS } from '../../present/ls.ts';
import type { ProfileEntry } from '../../store/entry.ts';
import { formatStamp } from '../../store/keys.ts';
import { iterateProfiles } from '../../store/list-profiles.ts';
import { formatReference } from '../../store/reference.ts';
import type { DashboardControl } from '../control.ts';
import { startUpload } from '../start-upload.ts';
import { markedRows } from '../state/reduce-list.ts';
import { firstProfileLines } from './first-profile.ts';
import type { LoadContext, Screen, TableBody } from './screen.ts';
import { sortable } from './table-column.ts';

const body: TableBody<ProfileEntry> = {
  kind: 'table',
  columns: sortable(LS_COLUMNS, { SIZE: ({ sizeBytes }) => sizeBytes }),
  idOf: ({ key }) => key,
  refreshMs: 30_000,
  load: pieces,
  nothing: ({ backend, place }) =>
    Object.keys(place.params).length === 0
      ? firstProfileLines({ backend })
      : [`no profile of ${place.params.service ?? 'that'} in that time`],
  enter: ({ key }, control) => control.go({ screen: 'profile', params: { reference: `store:${key}` } }),
};

/** The newest first. */
async function* pieces({ place, backend: { wiring } }: LoadContext): AsyncGenerator<readonly ProfileEntry[]> {
  const { service, type, date } = place.params;
  const options = {
    services: service === undefined ? undefined : [service],
    types: type === undefined ? undefined : [type],
    date,
  };
  const found: ProfileEntry[] = [];
  const deps = { store: await wiring.store(), clock: wiring.clock };
  for await (const entry of iterateProfiles(options, deps)) {
    found.push(entry);
  }
  yield found.reverse();
}

export const profiles: Screen = {
  id: 'profiles',
  title: 'Profiles',
  digit: '2',
  crumb: ({ params }) => params.service ?? 'profiles',
  contexts: ['profiles'],
  tabs: [{ id: 'profiles', title: 'profiles', body }],
  commandLine: ({ params }, { backend }) => [
    'ls',
    ...(params.service === undefined ? [] : ['--service', params.service]),
    ...(params.type === undefined ? [] : ['--type', params.type]),
    ...(params.date === undefined ? [] : ['--date', params.date]),
    ...backend.flagWords,
  ],
  commands: { diff, merge, upload: (control, { params }) => startUpload(control, params.service) },
};

/** The older of the two that are marked is the base; of one alone the run before. */
function diff(control: DashboardControl): void {
  const marked = markedEntries(control).sort((left, right) => left.timeMs - right.timeMs);
  if (marked.length === 0 || marked.length > 2) {
    throw new ProfError('USAGE', 'two profiles are compared: space marks them', {
      hints: ['one alone is compared with the run before it'],
    });
  }
  const target = marked.at(-1)!;
  requireOneType(marked);
  const { service, type, timeMs } = target;
  const before = `${formatReference(service, type)}@${formatStamp(timeMs)}~1`;
  const base = marked.length === 2 ? `store:${marked[0]!.key}` : before;
  const words = { base, target: `store:${target.key}` };
  control.log(['diff', words.base, words.target, ...control.backend.flagWords]);
  control.go({ screen: 'diff', params: words });
}

function requireOneType(marked: readonly ProfileEntry[]): void {
  const types = [...new Set(marked.map(({ type }) => type))];
  if (types.length < 2) return;
  throw new ProfError('USAGE', `${types.join(' and ')} do not go together`, {
    hints: ['mark profiles of one type: cpu with cpu, heap with heap'],
  });
}

/** Looked at as one. */
function merge(control: DashboardControl): void {
  const marked = markedEntries(control);
  requireOneType(marked);
  const [first, ...others] = marked.map(({ key }) => `store:${key}`);
  if (first === undefined || others.length === 0) {
    throw new ProfError('USAGE', 'several profiles are merged: space marks them');
  }
  control.log(['top', first, ...others, ...control.backend.flagWords]);
  control.go({ screen: 'profile', params: { reference: first, others: JSON.stringify(others) } });
}

function markedEntries({ body: { list } }: DashboardControl): ProfileEntry[] {
  return list === undefined ? [] : (markedRows(list) as ProfileEntry[]);
}
