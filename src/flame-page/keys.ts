import type { App } from './app.ts';
import { element } from './element.ts';

interface Binding {
  readonly keys: readonly string[];
  readonly does: string;
  readonly act: (app: App, key: string) => void;
}

const BINDINGS: readonly Binding[] = [
  { keys: ['ArrowDown', 'j'], does: 'the box below', act: (app) => vertical(app, 1) },
  { keys: ['ArrowUp', 'k'], does: 'the box above', act: (app) => vertical(app, -1) },
  { keys: ['ArrowRight', 'l'], does: 'the next call of the same caller', act: (app) => app.toSide(1) },
  { keys: ['ArrowLeft', 'h'], does: 'the one before it', act: (app) => app.toSide(-1) },
  { keys: ['Enter'], does: 'zoom to the box', act: (app) => app.zoomIn() },
  { keys: ['Escape', 'u'], does: 'end the search, or zoom back out', act: leave },
  { keys: ['r', '0'], does: 'the whole graph', act: (app) => app.reset() },
  { keys: ['/'], does: 'search: words of names; capitals count where there are some', act: openSearch },
  { keys: ['n'], does: 'the next result', act: (app) => app.nextFound(1) },
  { keys: ['N'], does: 'the result before', act: (app) => app.nextFound(-1) },
  { keys: ['t'], does: 'the next sample type', act: (app) => app.nextType(1) },
  { keys: ['T'], does: 'the sample type before', act: (app) => app.nextType(-1) },
  {
    keys: ['i'],
    does: 'callers: what uses most on top, who called it below',
    act: (app) => app.choose({ isCallers: !app.choice.isCallers }),
  },
  { keys: ['v'], does: 'icicle or flame: the root at the top or at the bottom', act: (app) => app.turn() },
  {
    keys: ['o'],
    does: 'order by weight or by name',
    act: (app) => app.choose({ isByName: !app.choice.isByName }),
  },
  { keys: ['d'], does: 'light or dark', act: (app) => app.toggleTheme() },
  { keys: ['?'], does: 'this list', act: () => element<HTMLDialogElement>('help').showModal() },
];

const BINDING_OF = new Map(BINDINGS.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)));

export function connectKeys(app: App): void {
  element('graph').tabIndex = 0;
  const search = element<HTMLInputElement>('search');
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || element<HTMLDialogElement>('help').open) return;
    if (event.target === search) {
      if (event.key === 'Enter' || event.key === 'Escape') leaveSearch(app, event.key === 'Enter');
      return;
    }
    // A list and a button have keys of their own.
    if (event.target instanceof HTMLSelectElement) return;
    if (event.key === 'Enter' && event.target !== element('graph') && event.target !== document.body) return;
    const binding = BINDING_OF.get(event.key);
    if (binding === undefined) return;
    event.preventDefault();
    binding.act(app, event.key);
  });
}

export function fillHelp(): void {
  const table = element('help').querySelector('table')!;
  for (const { keys, does } of BINDINGS) {
    const row = table.insertRow();
    const cell = row.insertCell();
    for (const key of keys) {
      const name = document.createElement('kbd');
      name.textContent = key.replace('Arrow', '').replace('Escape', 'Esc');
      cell.append(name, ' ');
    }
    row.insertCell().textContent = does;
  }
}

/** Down is towards callees where the root is on top, and towards the root where it is below. */
function vertical(app: App, step: 1 | -1): void {
  if ((step === 1) !== app.view.isUpward) app.toChild();
  else app.toParent();
}

function leave(app: App, key: string): void {
  if (key === 'Escape' && app.query !== '') leaveSearch(app, false);
  else app.zoomOut();
}

function openSearch(): void {
  const search = element<HTMLInputElement>('search');
  search.focus();
  search.select();
}

function leaveSearch(app: App, keeps: boolean): void {
  if (keeps) {
    app.nextFound(1);
  } else {
    element<HTMLInputElement>('search').value = '';
    app.search('');
  }
  element('graph').focus();
}
