/** The dashboard as the lines of a screen. */

import { safeText } from '../../kit/safe-text.ts';
import { tableTime } from '../../present/store-text.ts';
import type { Dashboard } from '../dashboard.ts';
import type { ScreenStyle } from '../flame/cell-style.ts';
import { drawBody as drawFlame, footerText as flamePrompt } from '../flame/draw-screen.ts';
import { blocksOf } from '../keys/key-table.ts';
import type { DashboardState, Overlay } from '../state/dashboard-state.ts';
import { bodyHeight } from '../state/layout.ts';
import type { Place } from '../state/place.ts';
import { drawMenu } from './draw-menu.ts';
import { drawTable } from './draw-table.ts';
import { drawText } from './draw-text.ts';
import { type Pen, penFor } from './pen.ts';

/** As many lines as the screen has rows but for the last, none wider than the screen. */
export function drawDashboard(dashboard: Dashboard, style: ScreenStyle): string[] {
  const { state } = dashboard;
  const pen = penFor(style, state.size.columns);
  const height = bodyHeight(state.size);
  const body = drawOverlay(state.overlay, height, pen) ?? drawView(dashboard, height, pen, style);
  const blank = Array.from({ length: Math.max(0, height - body.length) }, () => '');
  return [
    whereLine(state, pen),
    trailLine(dashboard, pen),
    ...body.slice(0, height),
    ...blank,
    statusLine(dashboard, pen),
    footerLine(dashboard, pen),
  ];
}

function drawOverlay(overlay: Overlay | undefined, height: number, pen: Pen): string[] | undefined {
  if (overlay?.kind === 'menu') return drawMenu(overlay, height, pen);
  if (overlay?.kind === 'page') {
    return [pen.line([[safeText(overlay.title), 'bold']]), ...drawText(overlay.text, height - 1, pen)];
  }
  if (overlay?.kind !== 'question') return undefined;
  const tone = overlay.isProduction ? 'danger' : 'bold';
  return [
    '',
    ...overlay.lines.map((line, row) => pen.line([[`  ${safeText(line)}`, row === 0 ? tone : 'plain']])),
  ];
}

function drawView(dashboard: Dashboard, height: number, pen: Pen, style: ScreenStyle): string[] {
  const { body, tab, backend, place } = dashboard;
  const hint = (lines: readonly string[]) =>
    lines.map((line) => pen.line([[`  ${safeText(line)}`, 'plain']]));
  if (tab.body.kind === 'flame' && dashboard.flame !== undefined)
    return drawFlame(dashboard.flame.state, style);
  const hasContent = (body.list?.rows.length ?? body.text?.lines.length ?? 0) > 0;
  if (!hasContent && body.failure !== undefined) {
    const { message, hints } = body.failure;
    return ['', pen.line([[`  ${safeText(message)}`, 'bad']]), ...hint(hints.map((text) => `  ${text}`))];
  }
  if (!hasContent && (body.isLoading || body.loadedMs === undefined))
    return ['', ...hint([pen.ascii('loading…')])];
  if (tab.body.kind === 'table') {
    if (!hasContent) return ['', ...hint(tab.body.nothing({ backend, place }))];
    const { lines, columnAt } = drawTable(body.list!, tab.body, height, pen);
    dashboard.columnAt = columnAt;
    return lines;
  }
  return body.text === undefined ? [] : drawText(body.text, height, pen);
}

/** What is looked at: production is said in a word and a colour. */
function whereLine({ where }: DashboardState, pen: Pen): string {
  const parts = [
    ...(where.environment === undefined ? [] : [`env ${where.environment}`]),
    ...(where.context === undefined ? [] : [`ctx ${where.context}`]),
    ...(where.namespace === undefined ? [] : [`ns ${where.namespace}`]),
  ].map(safeText);
  const marks = [
    ...(where.isProduction ? [' PRODUCTION '] : []),
    ...(where.isReadOnly ? [' read-only '] : []),
  ];
  const bar = where.isProduction ? 'danger' : 'bar';
  const fixed = ['prof', ...parts, ''].join('  ') + marks.join(' ');
  const store = pen.cutStart(safeText(where.store), Math.max(8, pen.columns - pen.width(fixed) - 2));
  const left = ` ${['prof', store, ...parts].join('  ')} `;
  const room = Math.max(0, pen.columns - pen.width(left) - pen.width(marks.join('')));
  return pen.line([
    [left, bar],
    [' '.repeat(room), bar],
    ...marks.map((mark): [string, 'danger' | 'reverse'] => [
      mark,
      mark.includes('PROD') ? 'danger' : 'reverse',
    ]),
  ]);
}

/** How one came here, and the tabs of what is here. */
function trailLine(dashboard: Dashboard, pen: Pen): string {
  const { state, screen, tab } = dashboard;
  const crumbs = trailOf(state.places.slice(0, state.at + 1)).map((place) =>
    safeText(dashboard.screenOf(place).crumb(place)),
  );
  const tabs = screen.tabs.length < 2 ? [] : screen.tabs;
  const tabsWidth = tabs.reduce((sum, { title }) => sum + title.length + 2, 0);
  const trail = pen.cutStart(crumbs.join(pen.ascii(' › ')), Math.max(10, pen.columns - tabsWidth - 2));
  return pen.line([
    [`${trail}  `, 'bold'],
    ...tabs.map(({ id, title }): [string, 'reverse' | 'dim'] =>
      id === tab.id ? [`[${title}]`, 'reverse'] : [` ${title} `, 'dim'],
    ),
  ]);
}

/** The last places, back to the last that was chosen by itself and not from another. */
function trailOf(places: readonly Place[]): readonly Place[] {
  const start = places.findLastIndex(({ params }) => Object.keys(params).length === 0);
  return places.slice(Math.max(0, start));
}

/** One thing at a time: what was just said, what went wrong, what is narrowed, how old it is. */
function statusLine(dashboard: Dashboard, pen: Pen): string {
  const { state, body } = dashboard;
  const { overlay, message } = state;
  if (overlay?.kind === 'input') return inputLine(overlay, pen);
  if (overlay?.kind === 'question') return pen.line([['y yes   n no', 'bold']]);
  if (message !== undefined) {
    const hint = message.hints[0] === undefined ? '' : ` (${message.hints[0]})`;
    const sign = message.tone === 'bad' ? pen.ascii('✗ ') : message.tone === 'good' ? pen.ascii('✓ ') : '';
    return pen.line([[safeText(sign + message.message + hint), message.tone ?? 'plain']]);
  }
  if (body.failure !== undefined && body.list !== undefined) {
    const retry = body.retryMs === undefined ? '' : `; again at ${tableTime(body.retryMs).slice(11)}`;
    return pen.line([[safeText(`${pen.ascii('✗ ')}${body.failure.message}${retry}`), 'bad']]);
  }
  return pen.line([[statusWords(dashboard).join('  '), 'dim']]);
}

function statusWords(dashboard: Dashboard): string[] {
  const { state, body, screen, tab } = dashboard;
  const { list, text } = body;
  const words: string[] = [];
  if (list !== undefined) {
    const { filter, marks, shown, rows, sort } = list;
    words.push(
      filter === undefined
        ? `${rows.length}`
        : `${shown.length} of ${rows.length}  /${safeText(filter.pattern)}`,
    );
    if (marks.size > 0) words.push(`${marks.size} marked`);
    if (sort !== undefined && tab.body.kind === 'table')
      words.push(`by ${tab.body.columns[sort.column]?.header}`);
  }
  if (text?.search !== undefined) {
    const { found, at, pattern } = text.search;
    words.push(`/${safeText(pattern)}: ${found.length === 0 ? 'no match' : `${at + 1} of ${found.length}`}`);
  }
  words.push(...profileWords(dashboard));
  if (body.isLoading) words.push('loading');
  else if (body.loadedMs !== undefined && screen.id !== 'jobs')
    words.push(`as of ${tableTime(body.loadedMs).slice(11)} UTC`);
  if (state.isPaused) words.push('paused');
  const running = state.jobs.filter(({ status }) => status === 'running').length;
  if (running > 0) words.push(`${running} ${running === 1 ? 'job' : 'jobs'} running`);
  return words;
}

/** What views of a profile are made by; the graph says it itself. */
function profileWords({ profileShown }: Dashboard): string[] {
  if (profileShown?.session === undefined) return [];
  const { facts, settings } = profileShown.session.state;
  const { type } = facts.sampleTypes[settings.sampleIndex]!;
  const chips = settings.filters.map(
    ({ kind, name }) => `[${kind} ${name.slice(name.lastIndexOf('/') + 1)}]`,
  );
  const granularity = settings.granularity === 'filefunctions' ? [] : [settings.granularity];
  const noInlines = settings.noInlines ? ['no inlines'] : [];
  // Its end: the largest change, or that there is none beyond chance.
  const verdict = profileShown.verdict?.split('; ').at(-1);
  return [...(verdict === undefined ? [] : [verdict]), type, ...granularity, ...noInlines, ...chips].map(
    safeText,
  );
}

function inputLine(overlay: Extract<Overlay, { kind: 'input' }>, pen: Pen): string {
  const { question, text, completions } = overlay;
  const fitting = text === '' ? [] : completions.filter((word) => word.startsWith(text) && word !== text);
  const hint = fitting.length === 0 ? '' : `   ${fitting.slice(0, 6).join('  ')}`;
  return pen.line([
    [question, 'bold'],
    [pen.cutStart(safeText(text), Math.max(8, pen.columns - question.length - 2)), 'plain'],
    [' ', 'reverse'],
    [safeText(hint), 'dim'],
  ]);
}

/** The commonest keys, as far as there is room. */
function footerLine(dashboard: Dashboard, pen: Pen): string {
  const { flame, state } = dashboard;
  if (flame?.state.prompt !== undefined && state.overlay === undefined) {
    return pen.line([[flamePrompt(flame.state), 'plain']]);
  }
  const isReadOnly = state.where.isReadOnly;
  const seen = new Set<string>();
  const shown = blocksOf(dashboard.contexts, dashboard.options.keys)
    .flatMap(({ bindings }) => bindings)
    .filter(({ footer, isWriting, id }) => {
      if (footer === undefined || (isWriting === true && isReadOnly) || seen.has(id)) return false;
      seen.add(id);
      return true;
    })
    .sort((a, b) => a.footer!.order - b.footer!.order);
  const parts: [string, 'bold' | 'plain'][] = [];
  let used = 0;
  for (const { keys, footer } of shown) {
    if (keys[0] === undefined) continue;
    const words = ` ${footer!.label}  `;
    used += keys[0].length + words.length;
    if (used > pen.columns) break;
    parts.push([keys[0], 'bold'], [words, 'plain']);
  }
  return pen.line(parts);
}
