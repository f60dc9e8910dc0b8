/** Loads what is looked at, again when it is time, and shows it as it comes. */
import type { Dashboard } from './dashboard.ts';
import { failureOf } from './failure-of.ts';
import { loadBody } from './load-body.ts';
import type { AnyTable, Tab } from './screens/screen.ts';
import { searchTexts } from './search-texts.ts';
import { bodyHeight, listHeight } from './state/layout.ts';
import { bodyKey } from './state/reduce.ts';
import { selectedRow } from './state/reduce-list.ts';
import type { TextSearch } from './state/text-state.ts';

/** After a failure: doubled each time. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;

export class Loader {
  private readonly dashboard: Dashboard;
  private loading: AbortController | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;

  constructor(dashboard: Dashboard) {
    this.dashboard = dashboard;
  }

  /** Another view is looked at: what failed before is not counted. */
  arrive(): void {
    this.failures = 0;
    this.reload();
  }

  reload(): void {
    this.stop();
    const abort = new AbortController();
    this.loading = abort;
    void this.load(abort.signal);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.loading?.abort();
  }

  /** Filters a list, or searches a text, as a pattern says; an empty one ends that. @throws ProfError USAGE */
  async search(pattern: string): Promise<void> {
    const { dashboard } = this;
    const { list, text } = dashboard.body;
    const { place, tab } = dashboard;
    const isStill = () => dashboard.place === place && dashboard.tab === tab;
    if (list !== undefined && tab.body.kind === 'table') {
      const isMatch = pattern === '' ? undefined : await matchRows(list.rows, pattern, tab.body);
      if (isStill() && dashboard.body.list?.rows === list.rows) {
        dashboard.list({ kind: 'filter', filter: isMatch && { pattern, isMatch } });
      }
    } else if (text !== undefined) {
      const search = pattern === '' ? undefined : await searchLines(text.lines, pattern);
      if (isStill()) dashboard.text({ kind: 'search', search });
    }
  }

  private async load(signal: AbortSignal): Promise<void> {
    const { dashboard } = this;
    const { place, tab, backend } = dashboard;
    const key = bodyKey(place, tab.id);
    const isFirst = dashboard.state.bodies[key]?.loadedMs === undefined;
    dashboard.dispatch({ kind: 'body', key, body: { isLoading: true } });
    try {
      const sink = {
        rows: (rows: readonly unknown[]) => this.takeRows(key, tab.body as AnyTable, rows, signal),
        lines: (lines: readonly string[]) => this.takeLines(key, lines, signal),
      };
      await loadBody(tab.body, { place, backend, control: dashboard, signal }, { sink, isFirst });
      if (signal.aborted) return;
      this.failures = 0;
      const loadedMs = backend.wiring.clock.nowMs();
      this.followFunction(key, tab);
      const body = { isLoading: false, loadedMs, failure: undefined, retryMs: undefined };
      dashboard.dispatch({ kind: 'body', key, body });
      if (tab.body.kind === 'table' && tab.body.refreshMs !== undefined) this.reloadIn(tab.body.refreshMs);
    } catch (error) {
      if (!signal.aborted) this.failed(key, tab, error);
    }
  }

  /** The function that views of a profile have in common is the one under the cursor. */
  private followFunction(key: string, { body }: Tab): void {
    const { dashboard } = this;
    if (body.kind !== 'table' || body.functionOf === undefined) return;
    const list = dashboard.state.bodies[key]?.list;
    const profile = dashboard.profile(dashboard.place);
    const { functionOf } = body;
    const cursor = list && selectedRow(list);
    if (list === undefined || cursor === undefined) return;
    profile.selectedFunction ??= functionOf(cursor as never);
    const { selectedFunction } = profile;
    const row = list.rows.findIndex((each) => functionOf(each as never) === selectedFunction);
    const id = list.ids[row];
    if (id !== undefined) dashboard.list({ kind: 'select', id });
  }

  private failed(key: string, { body }: Tab, error: unknown): void {
    const { dashboard } = this;
    const failure = failureOf(error);
    if (body.kind !== 'table' || body.refreshMs === undefined) {
      dashboard.dispatch({ kind: 'body', key, body: { isLoading: false, failure, retryMs: undefined } });
      return;
    }
    const waitMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures++);
    const retryMs = dashboard.backend.wiring.clock.nowMs() + waitMs;
    dashboard.dispatch({ kind: 'body', key, body: { isLoading: false, failure, retryMs } });
    this.reloadIn(waitMs);
  }

  private reloadIn(waitMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.dashboard.state.isPaused) this.reload();
    }, waitMs);
    this.timer.unref();
  }

  private async takeRows(
    key: string,
    body: AnyTable,
    rows: readonly unknown[],
    signal: AbortSignal,
  ): Promise<void> {
    const { dashboard } = this;
    const pattern = dashboard.state.bodies[key]?.list?.filter?.pattern;
    const isMatch = pattern === undefined ? undefined : await matchRows(rows, pattern, body);
    if (signal.aborted) return;
    const filter = pattern === undefined || isMatch === undefined ? undefined : { pattern, isMatch };
    const ids = rows.map((row) => body.idOf(row as never));
    const facts = { columns: body.columns, height: listHeight(dashboard.state.size) };
    dashboard.dispatch({ kind: 'list', key, action: { kind: 'rows', rows, ids, filter }, facts });
  }

  private async takeLines(key: string, lines: readonly string[], signal: AbortSignal): Promise<void> {
    const { dashboard } = this;
    const before = dashboard.state.bodies[key]?.text?.search;
    const search = before === undefined ? undefined : await searchLines(lines, before.pattern);
    if (signal.aborted) return;
    const height = bodyHeight(dashboard.state.size);
    dashboard.dispatch({ kind: 'text', key, action: { kind: 'lines', lines, search }, height });
  }
}

function matchRows(rows: readonly unknown[], pattern: string, { columns }: AnyTable): Promise<Uint8Array> {
  const textOf = (index: number) => columns.map(({ cell }) => cell(rows[index] as never)).join(' ');
  return searchTexts(rows.length, textOf, pattern);
}

async function searchLines(lines: readonly string[], pattern: string): Promise<TextSearch> {
  const isMatch = await searchTexts(lines.length, (index) => lines[index]!, pattern);
  return { pattern, found: [...isMatch.keys()].filter((index) => isMatch[index] === 1), at: 0 };
}
