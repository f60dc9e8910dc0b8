import { shellQuote } from '../../kit/shell-quote.ts';
import type { TextReportKind } from '../../ports/profile-reports.ts';
import type { DashboardControl } from '../control.ts';
import type { LoadContext, Tab } from '../screens/screen.ts';

/** A report of the place's profile, as its command prints it; `peek` and `list` of the function that tabs share. */
export const textTab = (id: string, title: string, kind: TextReportKind): Tab => ({
  id,
  title,
  body: { kind: 'text', load: (context) => lines(kind, context) },
});

async function lines(kind: TextReportKind, { control, place }: LoadContext): Promise<readonly string[]> {
  const profile = control.profile(place);
  const { settings } = (await profile.opened).state;
  const engine = await profile.engine;
  const isOfOne = kind === 'peek' || kind === 'list';
  if (isOfOne && profile.selectedFunction === undefined) {
    profile.selectedFunction = (await engine.functions(settings)).functionName[0];
  }
  const functionName = profile.selectedFunction ?? '';
  if (isOfOne && functionName === '') return ['no function is selected: the tab top has them all'];
  const report = await engine.report({ kind, settings, functionName });
  return report.isCut ? [...report.lines, '', restWords(control)] : report.lines;
}

function restWords(control: DashboardControl): string {
  const argv = control.screen.commandLine?.(control.place, control) ?? [];
  return `there is more; all of it: ${['prof', ...argv].map(shellQuote).join(' ')}`;
}
