/** The elements around the graph, as the app is. All foreign text is put in as text. */

import { changeOf, describe, shareText } from '../flame-file/describe.ts';
import type { App } from './app.ts';
import { element } from './element.ts';

export function showControls(app: App): void {
  const { choice, view, graph } = app;
  press('callers', choice.isCallers);
  press('upward', view.isUpward);
  press('by-name', choice.isByName);
  element('legend').hidden = changeOf(graph, 0) === undefined;
  element('theme').textContent = app.theme.isDark ? 'Light' : 'Dark';
  element<HTMLButtonElement>('reset').disabled = view.zoom === 0;
  element<HTMLSelectElement>('type').value = String(choice.type);
  const { found } = view;
  const count = found?.nodes.length ?? 0;
  element('found').textContent =
    found === undefined
      ? ''
      : `${count} ${count === 1 ? 'box' : 'boxes'}${count === 0 ? '' : `, ${shareText(found.cum, graph.type.total)}`}`;
  showNotes(app);
}

const press = (id: string, isPressed: boolean): void =>
  element(id).setAttribute('aria-pressed', String(isPressed));

export function showStatus({ graph, data, view }: App, node: number): void {
  const { name, values, more } = describe(graph, data, node);
  const ofZoom =
    view.zoom === 0 || node < view.zoom
      ? ''
      : `${shareText(graph.boxes.width[node]!, graph.boxes.width[view.zoom]!)} of what is zoomed to`;
  const lines = [paragraph('name', name), paragraph('', values)];
  const rest = [ofZoom, more].filter((part) => part !== '').join(' · ');
  if (rest !== '') lines.push(paragraph('quiet', rest));
  element('status').replaceChildren(...lines);
}

function paragraph(className: string, text: string): HTMLElement {
  const line = document.createElement('p');
  line.className = className;
  line.textContent = text;
  return line;
}

function showNotes({ graph, data }: App): void {
  const notes = [...data.notes];
  if (graph.leftOut > 0) {
    notes.unshift(
      `${graph.leftOut.toLocaleString('en')} boxes of this graph are too small for this file (below ${shareText(data.minFraction, 1)} of the whole, or no room was left) and stand together as "+n smaller ones"; search does not see them`,
    );
  }
  const box = element<HTMLDetailsElement>('notes');
  box.hidden = notes.length === 0;
  box.querySelector('summary')!.textContent =
    `${notes.length} ${notes.length === 1 ? 'note' : 'notes'} on what is shown`;
  box.querySelector('ul')!.replaceChildren(
    ...notes.map((note) => {
      const item = document.createElement('li');
      item.textContent = note;
      return item;
    }),
  );
}
