import { LS_COLUMNS } from '../../present/ls.ts';
import type { ProfileEntry } from '../../store/entry.ts';
import { iterateProfiles } from '../../store/list-profiles.ts';
import type { DashboardControl } from '../control.ts';
import type { Place } from '../state/place.ts';
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
  commandLine: ({ params }) => [
    'ls',
    ...(params.service === undefined ? [] : ['--service', params.service]),
    ...(params.type === undefined ? [] : ['--type', params.type]),
    ...(params.date === undefined ? [] : ['--date', params.date]),
  ],
  commands: { diff },
};

/** The older of the two that are marked is the base. */
function diff(control: DashboardControl): void {
  const marked = markedEntries(control);
  if (marked.length !== 2) {
    control.say('space marks; two marked profiles are compared', 'bad');
    return;
  }
  const [base, target] = marked.sort((a, b) => a.timeMs - b.timeMs);
  const place: Place = {
    screen: 'diff',
    params: { base: `store:${base!.key}`, target: `store:${target!.key}` },
  };
  control.go(place);
}

function markedEntries({ body: { list } }: DashboardControl): ProfileEntry[] {
  return list === undefined ? [] : (markedRows(list) as ProfileEntry[]);
}
