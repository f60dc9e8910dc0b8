/** What keys do in all views of a profile or a diff. */
import type { FlameCommand } from '../../flame/view/flame-keys.ts';
import type { FunctionFilter } from '../../flame/view/view-state.ts';
import { ProfError } from '../../kit/errors.ts';
import { formatTable } from '../../present/table.ts';
import { writeConverted } from '../../report/convert.ts';
import { localSource } from '../../report/local-source.ts';
import type { DashboardControl } from '../control.ts';
import { exportFlame } from '../flame/export-flame.ts';
import type { ScreenCommand } from '../screens/screen.ts';
import type { Place } from '../state/place.ts';
import { editorWords } from './editor-words.ts';

export const PROFILE_COMMANDS: Readonly<Record<string, ScreenCommand>> = {
  focus: filterBy('focus'),
  ignore: filterBy('ignore'),
  hide: filterBy('hide'),
  unfilter: settings('unfilter'),
  sampleType: settings('sampleType'),
  granularity: settings('granularity'),
  inlines: settings('inlines'),
  export: exportView,
  edit,
  open: openElsewhere,
};

/** In the graph by its selected frame, elsewhere by the function that views have in common. */
function filterBy(kind: FunctionFilter['kind']): ScreenCommand {
  return async (control, place) => {
    if (control.flame !== undefined) {
      control.flame.command(kind);
      return;
    }
    const profile = control.profile(place);
    const session = await profile.opened;
    const name = profile.selectedFunction;
    if (name === undefined) throw new ProfError('USAGE', 'select a function first, in top or flame');
    session.filter({ kind, name });
  };
}

/** What all views are made by is kept by the graph. */
function settings(command: FlameCommand): ScreenCommand {
  return async (control, place) => {
    const session = await control.profile(place).opened;
    session.command(command);
    if (control.flame === undefined && session.state.message !== '') control.say(session.state.message);
  };
}

async function exportView(control: DashboardControl, place: Place): Promise<void> {
  if (control.flame !== undefined) {
    control.flame.command('export');
    return;
  }
  const path = await control.ask('write to (.txt, or .svg .html .md .folded .pb.gz of the graph): ');
  if (path === undefined || path.trim() === '') return;
  const profile = control.profile(place);
  const { files } = control.backend.wiring;
  if (path.endsWith('.txt')) {
    await writeConverted(
      [await shownText(control)],
      path,
      { isGzip: false, overwrite: false },
      await files(),
    );
    control.say(`wrote ${path}`, 'good');
    return;
  }
  const { state } = await profile.opened;
  control.say(await exportFlame(path, state, { engine: await profile.engine, files }), 'good');
}

/** All of a text, or of a table in the order of the screen. */
async function shownText({ body, tab }: DashboardControl): Promise<string> {
  const { text, list } = body;
  if (tab.body.kind !== 'table' || list === undefined) return `${(text?.lines ?? []).join('\n')}\n`;
  return formatTable(
    tab.body.columns,
    [...list.shown].map((row) => list.rows[row] as never),
  );
}

/** Opens the source of the function that views have in common, where it is on this machine. */
async function edit(control: DashboardControl, place: Place): Promise<void> {
  const profile = control.profile(place);
  const session = await profile.opened;
  const name = control.flame?.selectedFunction ?? profile.selectedFunction;
  const { frames } = session.state.shown;
  const frame = frames.functionName.indexOf(name ?? '');
  const file = frames.file[frame] ?? '';
  if (name === undefined || file === '')
    throw new ProfError('USAGE', 'select a function with a source file first');
  const { wiring, editor, workingFolder } = control.backend;
  const path = await localSource(file, { folder: workingFolder, files: await wiring.files() });
  if (path === undefined) {
    throw new ProfError('NOT_FOUND', `the source ${file} is not on this machine`, {
      hints: ['start prof where the sources are'],
    });
  }
  const words = editorWords(editor, path, Number(frames.startLine[frame] ?? 0n));
  const programs = await wiring.programs();
  await control.handOver(() => programs.run(words));
  control.say(`edited ${path}`);
}

async function openElsewhere(control: DashboardControl, place: Place): Promise<void> {
  const ways = [
    { key: 'b', label: 'in a browser: a flame graph as a page' },
    { key: 's', label: 'a file for speedscope and others: folded stacks' },
    { key: 'p', label: 'a file for go tool pprof' },
  ];
  const chosen = await control.choose('open elsewhere', ways);
  if (chosen === undefined) return;
  const ending = ['html', 'folded', 'pb.gz'][chosen]!;
  const { wiring } = control.backend;
  const programs = await wiring.programs();
  const path = `${await programs.privateFolder()}/profile.${ending}`;
  const profile = control.profile(place);
  const { state } = await profile.opened;
  await exportFlame(path, state, { engine: await profile.engine, files: wiring.files });
  control.say(`wrote ${path}`, 'good');
  if (ending !== 'html') return;
  await programs.open(path).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    control.say(`wrote ${path}; ${why}`);
  });
}
