import type { Dashboard } from './dashboard.ts';
import type { MouseEvent } from './split-mouse.ts';
import { bodyHeight, HEADER_LINES } from './state/layout.ts';

/** What clicks and the wheel do. */
export function takeMouse(event: MouseEvent, dashboard: Dashboard): void {
  const { kind, button, column } = event;
  const { body } = dashboard.tab;
  const row = event.row - HEADER_LINES;
  if (dashboard.state.overlay !== undefined) dashboard.overlays.mouse(event);
  else if (body.kind === 'flame') dashboard.flame?.mouse({ ...event, row });
  else if (kind !== 'press') {
    const by = kind === 'wheelUp' ? -3 : 3;
    if (body.kind === 'table') dashboard.list({ kind: 'scroll', by });
    else dashboard.text({ kind: 'scroll', by });
  } else if (button === 'right') dashboard.run('everywhere', 'back');
  else if (body.kind === 'table' && row >= 0 && row < bodyHeight(dashboard.state.size)) {
    clickList(dashboard, column, row);
  }
}

/** The header sorts; a row is selected, and opened by a second click. */
function clickList(dashboard: Dashboard, column: number, row: number): void {
  const { list } = dashboard.body;
  if (list === undefined) return;
  if (row === 0) {
    const clicked = dashboard.columnAt(column);
    if (clicked !== undefined) dashboard.list({ kind: 'sort', column: clicked });
    return;
  }
  const cursor = list.scroll + row - 1;
  if (cursor >= list.shown.length) return;
  if (cursor === list.cursor) dashboard.run('list', 'enter');
  else dashboard.list({ kind: 'moveTo', cursor });
}
