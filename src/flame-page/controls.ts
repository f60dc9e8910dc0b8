import type { App } from './app.ts';
import { element } from './element.ts';

export function connectControls(app: App): void {
  const { data } = app;
  const title = data.profiles.join(', ');
  element('title').textContent =
    data.base.length === 0 ? title : `${title}, compared with ${data.base.join(', ')}`;
  element('title').title = element('title').textContent ?? '';
  const types = element<HTMLSelectElement>('type');
  for (const [place, { name, unit }] of data.types.entries())
    types.add(new Option(`${name} (${unit})`, String(place)));
  types.disabled = data.types.length < 2;
  types.addEventListener('change', () => app.choose({ type: Number(types.value) }));
  onClick('callers', () => app.choose({ isCallers: !app.choice.isCallers }));
  onClick('by-name', () => app.choose({ isByName: !app.choice.isByName }));
  onClick('upward', () => app.turn());
  onClick('theme', () => app.toggleTheme());
  onClick('reset', () => app.reset());
  onClick('show-help', () => element<HTMLDialogElement>('help').showModal());
  const search = element<HTMLInputElement>('search');
  search.addEventListener('input', () => app.search(search.value));
}

function onClick(id: string, act: () => void): void {
  element(id).addEventListener('click', act);
}
