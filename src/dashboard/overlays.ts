import { complete } from './complete.ts';
import type { Dashboard } from './dashboard.ts';
import { completionsFor, runPalette } from './palette.ts';
import type { MouseEvent } from './split-mouse.ts';
import type { MenuEntry, Overlay } from './state/dashboard-state.ts';
import { bodyHeight } from './state/layout.ts';
import { EMPTY_TEXT, reduceText, type TextAction } from './state/text-state.ts';

type Input = Extract<Overlay, { kind: 'input' }>;
type Menu = Extract<Overlay, { kind: 'menu' }>;
type Page = Extract<Overlay, { kind: 'page' }>;

/** What lies over the view and takes the keys: one at a time, and a new one gives the old one up. */
export class Overlays {
  private readonly dashboard: Dashboard;
  private answer: ((text: string | undefined) => void) | undefined;
  private choice: ((index: number | undefined) => void) | undefined;
  private decision: ((isYes: boolean) => void) | undefined;

  constructor(dashboard: Dashboard) {
    this.dashboard = dashboard;
  }

  page(title: string, lines: readonly string[]): void {
    this.show({ kind: 'page', title, text: { ...EMPTY_TEXT, lines } });
  }

  confirm(lines: readonly string[], isProduction: boolean): Promise<boolean> {
    this.show({ kind: 'question', lines, isProduction });
    return new Promise((resolve) => {
      this.decision = resolve;
    });
  }

  ask(question: string, text: string, completions: readonly string[]): Promise<string | undefined> {
    this.show({ kind: 'input', purpose: 'answer', question, text, completions });
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  choose(title: string, entries: readonly MenuEntry[]): Promise<number | undefined> {
    const cursor = entries.findIndex(({ isHeading }) => isHeading !== true);
    this.show({ kind: 'menu', title, entries, cursor, scroll: 0 });
    return new Promise((resolve) => {
      this.choice = resolve;
    });
  }

  search(text: string): void {
    this.show({ kind: 'input', purpose: 'search', question: '/', text, completions: [] });
  }

  palette(): void {
    const completions = completionsFor(this.dashboard);
    this.show({ kind: 'input', purpose: 'palette', question: ':', text: '', completions });
  }

  key(name: string): void {
    const { overlay } = this.dashboard.state;
    switch (overlay?.kind) {
      case 'input':
        this.inputKey(overlay, name);
        return;
      case 'menu':
        this.menuKey(overlay, name);
        return;
      case 'question':
        this.questionKey(name);
        return;
      case 'page':
        this.pageKey(overlay, name);
        return;
    }
  }

  mouse({ kind, row }: MouseEvent): void {
    const { overlay } = this.dashboard.state;
    if (overlay?.kind === 'page' && kind !== 'press') {
      this.scrollPage(overlay, { kind: 'scroll', by: kind === 'wheelUp' ? -3 : 3 });
    }
    if (overlay?.kind !== 'menu') return;
    if (kind !== 'press') {
      this.moveMenu(overlay, kind === 'wheelUp' ? -1 : 1);
      return;
    }
    const index = overlay.scroll + row - 1;
    if (overlay.entries[index] !== undefined && overlay.entries[index].isHeading !== true) this.chosen(index);
  }

  private show(overlay: Overlay): void {
    this.giveUp();
    this.set(overlay);
  }

  private set(overlay: Overlay | undefined): void {
    this.dashboard.dispatch({ kind: 'overlay', overlay });
  }

  /** Whoever waits for an answer gets none. */
  private giveUp(): void {
    const { answer, choice, decision } = this;
    this.answer = undefined;
    this.choice = undefined;
    this.decision = undefined;
    this.set(undefined);
    answer?.(undefined);
    choice?.(undefined);
    decision?.(false);
  }

  private inputKey(input: Input, name: string): void {
    if (name === 'esc' || name === 'ctrl-c') {
      if (input.purpose === 'search') void this.dashboard.search('');
      this.giveUp();
      return;
    }
    if (name === 'enter') {
      this.entered(input);
      return;
    }
    const text = name === 'tab' ? complete(input.text, input.completions) : typed(input.text, name);
    this.set({ ...input, text });
    if (input.purpose === 'search' && text !== input.text) this.searchLive(text);
  }

  /** While a pattern is typed it may be unfinished: only at its end is that worth saying. */
  private searchLive(pattern: string): void {
    this.dashboard.search(pattern).catch(() => {});
  }

  private entered({ purpose, text }: Input): void {
    if (purpose === 'answer') {
      const { answer } = this;
      this.answer = undefined;
      this.set(undefined);
      answer?.(text);
      return;
    }
    this.set(undefined);
    const done = purpose === 'search' ? this.dashboard.search(text) : runPalette(text, this.dashboard);
    done.catch((error: unknown) => this.dashboard.fail(error));
  }

  private menuKey(menu: Menu, name: string): void {
    const height = bodyHeight(this.dashboard.state.size);
    const steps: Record<string, number> = {
      down: 1,
      up: -1,
      'ctrl-f': height,
      pagedown: height,
      'ctrl-b': -height,
      pageup: -height,
    };
    if (name === 'enter') {
      this.chosen(menu.cursor);
      return;
    }
    const byKey = menu.entries.findIndex(({ key, isHeading }) => isHeading !== true && key === name);
    if (byKey !== -1) {
      this.chosen(byKey);
      return;
    }
    const step = steps[name] ?? (name === 'j' ? 1 : name === 'k' ? -1 : undefined);
    if (step === undefined) {
      this.giveUp();
      return;
    }
    this.moveMenu(menu, step);
  }

  private moveMenu(menu: Menu, step: number): void {
    const last = menu.entries.length - 1;
    let cursor = Math.max(0, Math.min(menu.cursor + step, last));
    const direction = step < 0 ? -1 : 1;
    while (menu.entries[cursor]?.isHeading === true) cursor += direction;
    if (cursor < 0 || cursor > last) return;
    const height = bodyHeight(this.dashboard.state.size) - 1;
    const scroll = Math.max(cursor - height + 1, Math.min(menu.scroll, Math.max(0, cursor - 1)));
    this.set({ ...menu, cursor, scroll });
  }

  private chosen(index: number): void {
    const { choice } = this;
    this.choice = undefined;
    this.set(undefined);
    choice?.(index);
  }

  private questionKey(name: string): void {
    if (name === 'y' || name === 'Y') {
      const { decision } = this;
      this.decision = undefined;
      this.set(undefined);
      decision?.(true);
    } else if (['n', 'N', 'esc', 'q', 'ctrl-c'].includes(name)) this.giveUp();
  }

  private pageKey(page: Page, name: string): void {
    const height = bodyHeight(this.dashboard.state.size);
    const actions: Record<string, TextAction> = {
      j: { kind: 'scroll', by: 1 },
      down: { kind: 'scroll', by: 1 },
      k: { kind: 'scroll', by: -1 },
      up: { kind: 'scroll', by: -1 },
      'ctrl-f': { kind: 'scroll', by: height },
      ' ': { kind: 'scroll', by: height },
      pagedown: { kind: 'scroll', by: height },
      'ctrl-b': { kind: 'scroll', by: -height },
      pageup: { kind: 'scroll', by: -height },
      g: { kind: 'scrollTo', line: 0 },
      G: { kind: 'scrollTo', line: page.text.lines.length },
      l: { kind: 'columns', by: 8 },
      right: { kind: 'columns', by: 8 },
      h: { kind: 'columns', by: -8 },
      left: { kind: 'columns', by: -8 },
    };
    const action = actions[name];
    if (action === undefined) {
      this.giveUp();
      return;
    }
    this.scrollPage(page, action);
  }

  private scrollPage(page: Page, action: TextAction): void {
    this.set({ ...page, text: reduceText(page.text, action, bodyHeight(this.dashboard.state.size) - 1) });
  }
}

/** What a key makes of a line that is typed. */
function typed(text: string, name: string): string {
  if (name === 'backspace') return [...text].slice(0, -1).join('');
  if (name === 'ctrl-u') return '';
  if (name === 'ctrl-w') return text.replace(/\S*\s*$/, '');
  return NAMED.test(name) ? text : text + name.replace(/[\u0000-\u001f\u007f]/g, '');
}

/** Names of keys that print nothing are longer than what is typed or pasted plainly. */
const NAMED = /^(?:up|down|left|right|page(?:up|down)|home|end|tab|(?:ctrl|alt|shift)-.+)$/;
