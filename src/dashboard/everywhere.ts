/** What the key table's common blocks do. */
import { shellQuote } from '../kit/shell-quote.ts';
import type { Dashboard } from './dashboard.ts';
import { showHelp } from './help.ts';
import type { AnyTable } from './screens/screen.ts';
import { startCapture } from './start-capture.ts';
import { bodyHeight, listHeight } from './state/layout.ts';
import type { Place } from './state/place.ts';
import { selectedRow } from './state/reduce-list.ts';

type Command = (dashboard: Dashboard, place: Place, key: string) => void | Promise<void>;

export const FEATURE_COMMANDS: Readonly<Record<string, Command>> = {
  'everywhere.back': (dashboard) => back(dashboard),
  'everywhere.older': (dashboard) => dashboard.travel(-1),
  'everywhere.newer': (dashboard) => dashboard.travel(1),
  'everywhere.previousTab': (dashboard) => stepTab(dashboard, -1),
  'everywhere.nextTab': (dashboard) => stepTab(dashboard, 1),
  'everywhere.view': (dashboard, _, key) => {
    const screen = dashboard.options.screens.find(({ digit }) => digit === key);
    if (screen !== undefined) dashboard.go({ screen: screen.id, params: {} });
  },
  'everywhere.search': (dashboard) => {
    if (dashboard.flame !== undefined) return dashboard.flame.command('search');
    const { list, text } = dashboard.body;
    dashboard.overlays.search((list?.filter ?? text?.search)?.pattern ?? '');
  },
  'everywhere.nextMatch': (dashboard) => nextMatch(dashboard, 1),
  'everywhere.previousMatch': (dashboard) => nextMatch(dashboard, -1),
  'everywhere.palette': (dashboard) => dashboard.overlays.palette(),
  'everywhere.help': (dashboard) => showHelp(dashboard),
  'everywhere.refresh': (dashboard) => dashboard.reload(),
  'everywhere.capture': async (dashboard) => {
    const known = dashboard.state.log.filter(({ argv }) => argv[0] === 'capture').map(({ argv }) => argv[1]!);
    const target = await dashboard.ask('capture what? (URL, deploy/x, pid:N) ', known.at(-1) ?? '', known);
    if (target?.trim()) await startCapture({ targets: target.trim().split(/\s+/) }, dashboard);
  },
  'everywhere.copy': (dashboard) => copyCommand(dashboard),
  'everywhere.mouse': (dashboard) => {
    dashboard.dispatch({ kind: 'mouse' });
    dashboard.options.terminal.setMouse(dashboard.state.hasMouse);
    dashboard.say(
      dashboard.state.hasMouse ? 'the mouse is ours' : "the mouse is the terminal's: text can be marked",
    );
  },
  'everywhere.message': (dashboard) => {
    const { message } = dashboard.lastMessage;
    if (message === '') return;
    dashboard.page('message', [message, ...dashboard.lastMessage.hints.map((hint) => `  ${hint}`)]);
  },
  'everywhere.cancel': (dashboard) => cancelJob(dashboard),
  'everywhere.suspend': (dashboard) => dashboard.options.terminal.suspend(),
  'everywhere.quit': (dashboard) => quit(dashboard),

  'list.down': (dashboard) => dashboard.list({ kind: 'move', by: 1 }),
  'list.up': (dashboard) => dashboard.list({ kind: 'move', by: -1 }),
  'list.left': (dashboard) => dashboard.list({ kind: 'columns', by: -1 }),
  'list.right': (dashboard) => dashboard.list({ kind: 'columns', by: 1 }),
  'list.top': (dashboard) => dashboard.list({ kind: 'moveTo', cursor: 0 }),
  'list.bottom': (dashboard) => dashboard.list({ kind: 'moveTo', cursor: Number.MAX_SAFE_INTEGER }),
  'list.pageDown': (dashboard) => dashboard.list({ kind: 'move', by: listHeight(dashboard.state.size) }),
  'list.pageUp': (dashboard) => dashboard.list({ kind: 'move', by: -listHeight(dashboard.state.size) }),
  'list.enter': (dashboard, place) => {
    const body = dashboard.tab.body as AnyTable;
    const row = dashboard.body.list && selectedRow(dashboard.body.list);
    if (row !== undefined) return body.enter?.(row as never, dashboard, place);
  },
  'list.mark': (dashboard) => dashboard.list({ kind: 'mark' }),
  'list.markRange': (dashboard) => dashboard.list({ kind: 'markRange' }),
  'list.unmark': (dashboard) => dashboard.list({ kind: 'unmark' }),
  'list.sort': (dashboard) => dashboard.list({ kind: 'sort' }),
  'list.reverse': (dashboard) => dashboard.list({ kind: 'reverse' }),
  'list.wide': (dashboard) => dashboard.list({ kind: 'wide' }),
  'list.pause': (dashboard) => {
    dashboard.dispatch({ kind: 'pause' });
    if (!dashboard.state.isPaused) dashboard.reload();
  },

  'text.down': (dashboard) => dashboard.text({ kind: 'scroll', by: 1 }),
  'text.up': (dashboard) => dashboard.text({ kind: 'scroll', by: -1 }),
  'text.left': (dashboard) => dashboard.text({ kind: 'columns', by: -8 }),
  'text.right': (dashboard) => dashboard.text({ kind: 'columns', by: 8 }),
  'text.top': (dashboard) => dashboard.text({ kind: 'scrollTo', line: 0 }),
  'text.bottom': (dashboard) => dashboard.text({ kind: 'scrollTo', line: Number.MAX_SAFE_INTEGER }),
  'text.pageDown': (dashboard) => dashboard.text({ kind: 'scroll', by: bodyHeight(dashboard.state.size) }),
  'text.pageUp': (dashboard) => dashboard.text({ kind: 'scroll', by: -bodyHeight(dashboard.state.size) }),

  'flame.back': (dashboard) => {
    const { flame } = dashboard;
    if (flame !== undefined && (flame.state.trail.length > 0 || flame.state.search !== undefined)) {
      return flame.command('back');
    }
    back(dashboard);
  },
};

/** First what narrows the view is taken back, then the view. */
function back(dashboard: Dashboard): void | Promise<void> {
  const { list, text } = dashboard.body;
  if (list?.filter !== undefined || text?.search !== undefined) return dashboard.search('');
  if (dashboard.state.at > 0) return dashboard.travel(-1);
  const [home] = dashboard.options.screens;
  if (home !== undefined && dashboard.screen.id !== home.id) dashboard.go({ screen: home.id, params: {} });
}

function stepTab(dashboard: Dashboard, by: number): void {
  const { tabs } = dashboard.screen;
  const at = tabs.indexOf(dashboard.tab);
  dashboard.showTab(tabs[(at + by + tabs.length) % tabs.length]!.id);
}

function nextMatch(dashboard: Dashboard, by: 1 | -1): void {
  if (dashboard.flame !== undefined) {
    dashboard.flame.command(by === 1 ? 'nextMatch' : 'previousMatch');
    return;
  }
  if (dashboard.body.text !== undefined) dashboard.text({ kind: 'nextMatch', by });
  // A filtered list has nothing but matches.
  else dashboard.list({ kind: 'move', by });
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** A command that would hold a control character is shown, not offered for copying. */
function copyCommand(dashboard: Dashboard): void {
  const argv = dashboard.screen.commandLine?.(dashboard.place, dashboard);
  if (argv === undefined) {
    dashboard.say('no command shows just this');
    return;
  }
  const command = ['prof', ...argv].map(shellQuote).join(' ');
  if (argv.some((word) => CONTROL.test(word))) {
    dashboard.say(`not copied, for it holds control characters: ${command}`, 'bad');
    return;
  }
  dashboard.copy(command);
  dashboard.say(`copied: ${command}`);
}

async function cancelJob(dashboard: Dashboard): Promise<void> {
  const running = dashboard.state.jobs.filter(({ status }) => status === 'running');
  if (running.length === 0) return dashboard.say('no job runs');
  const index =
    running.length === 1
      ? 0
      : await dashboard.choose(
          'cancel which job?',
          running.map(({ title }, at) => ({ key: String(at + 1), label: title })),
        );
  const job = index === undefined ? undefined : running[index];
  if (job !== undefined && (await dashboard.confirm([`cancel ${job.title}?`, 'What is finished is kept.']))) {
    dashboard.cancelJob(job.id);
  }
}

async function quit(dashboard: Dashboard): Promise<void> {
  const running = dashboard.state.jobs.filter(({ status }) => status === 'running');
  const lines = [
    `quit, and cancel ${running.map(({ title }) => title).join(', ')}?`,
    'What is finished is kept.',
  ];
  if (running.length === 0 || (await dashboard.confirm(lines))) dashboard.options.terminal.quit();
}
