import { safeText } from '../../kit/safe-text.ts';
import type { Dashboard } from '../dashboard.ts';
import { spokenLines } from '../flame/spoken-lines.ts';
import { selectedRow } from '../state/reduce-list.ts';

/** What a screen reader is to say: where one is, what is under the cursor, what was said. */
export function spokenDashboard(dashboard: Dashboard): string[] {
  const { state, screen, tab, body, place, backend } = dashboard;
  const { overlay, message } = state;
  if (overlay?.kind === 'input') return [`${overlay.question} ${safeText(overlay.text)}`];
  if (overlay?.kind === 'question') return [...overlay.lines.map(safeText), 'y yes, n no'];
  if (overlay?.kind === 'menu') {
    const entry = overlay.entries[overlay.cursor];
    return [safeText(overlay.title), safeText(`${entry?.key} ${entry?.label}`)];
  }
  if (overlay?.kind === 'page')
    return [overlay.title, ...overlay.text.lines.slice(overlay.text.scroll)].map(safeText);
  const said = message === undefined ? [] : [safeText([message.message, ...message.hints].join('. '))];
  const where = safeText(`${screen.crumb(place)}, ${tab.title}`);
  if (dashboard.flame !== undefined) return [where, ...spokenLines(dashboard.flame.state), ...said];
  return [where, ...spokenBody(), ...said];

  function spokenBody(): string[] {
    const { list, text, failure, isLoading } = body;
    if (failure !== undefined) return [failure.message, ...failure.hints].map(safeText);
    if (text !== undefined) return text.lines.slice(text.scroll, text.scroll + 5).map(safeText);
    if (tab.body.kind !== 'table' || list === undefined) return [isLoading ? 'loading' : ''];
    const row = selectedRow(list);
    if (row === undefined) return tab.body.nothing({ backend, place }).map(safeText);
    const mark = list.marks.has(list.selected ?? '') ? 'marked, ' : '';
    const cells = tab.body.columns.map(({ header, cell }) => `${header} ${safeText(cell(row as never))}`);
    return [`${mark}row ${list.cursor + 1} of ${list.shown.length}: ${cells.join(', ')}`];
  }
}
