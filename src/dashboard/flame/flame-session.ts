import { commandOf, type FlameCommand } from '../../flame/view/flame-keys.ts';
import { selectedCell } from '../../flame/view/place-view.ts';
import { reduceView, type ViewAction } from '../../flame/view/reduce-view.ts';
import {
  type FlameFacts,
  type FunctionFilter,
  initialState,
  type Prompt,
  type ShownTree,
  type TreeSettings,
  type ViewState,
} from '../../flame/view/view-state.ts';
import { ProfError } from '../../kit/errors.ts';
import type { MouseEvent } from '../split-mouse.ts';
import { OTHER_LINES } from './draw-screen.ts';
import { Latest } from './latest.ts';

/** What a session asks of the world around it. */
export interface FlameActions {
  /** The tree that settings ask for. */
  makeTree(settings: TreeSettings): Promise<ShownTree>;
  /** Per frame of trees by these settings 1 if its name matches. */
  match(settings: TreeSettings, pattern: string): Promise<Uint8Array>;
  /** Writes what is shown; the file's name says as what. Returns what to say. */
  exportTo(path: string, state: ViewState): Promise<string>;
}

/** And where it is the whole screen. */
export interface WholeScreenActions {
  /** Puts the command that shows this where it can be pasted from. Returns what to say. */
  copyCommand(state: ViewState): string;
  suspend(): void;
  quit(): void;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** A flame graph that is looked at: takes keys, clicks and sizes, keeps the state, tells who draws it. */
export class FlameSession {
  private current: ViewState;
  private readonly actions: FlameActions & Partial<WholeScreenActions>;
  private readonly listeners = new Set<() => void>();
  private readonly trees: Latest<TreeSettings>;
  private readonly searches: Latest<Search>;

  constructor(
    facts: FlameFacts,
    shown: ShownTree,
    actions: FlameActions & Partial<WholeScreenActions>,
    size: ScreenSize,
  ) {
    this.actions = actions;
    this.current = initialState(facts, shown, viewSize(size));
    this.trees = new Latest((settings) => this.makeTree(settings));
    this.searches = new Latest((search) => this.search(search));
  }

  /** Asks for the whole tree, where the first was only what can be seen. */
  complete(): void {
    this.current = { ...this.current, settings: { ...this.current.settings } };
    this.trees.ask(this.current.settings);
  }

  get state(): ViewState {
    return this.current;
  }

  /** For React's external stores. Returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): ViewState => this.current;

  resize(size: ScreenSize): void {
    this.dispatch({ kind: 'size', ...viewSize(size) });
  }

  key(name: string): void {
    if (this.current.prompt !== undefined) {
      this.typed(this.current.prompt, name);
      return;
    }
    const command = commandOf(name, this.current.facts.isComparing);
    if (command === undefined) {
      if (this.current.overlay !== undefined) this.dispatch({ kind: 'command', command: 'back' });
      return;
    }
    this.command(command);
  }

  command(command: FlameCommand): void {
    if (this.current.overlay === undefined || command === 'suspend') {
      const { quit, suspend, copyCommand } = this.actions;
      if (command === 'quit' && quit !== undefined) {
        quit();
        return;
      }
      if (command === 'suspend' && suspend !== undefined) {
        suspend();
        return;
      }
      if (command === 'copy' && copyCommand !== undefined) {
        this.say(copyCommand(this.current));
        return;
      }
    }
    this.dispatch({ kind: 'command', command });
  }

  mouse({ kind, button, column, row }: MouseEvent): void {
    if (kind !== 'press') {
      this.dispatch({ kind: 'scroll', rows: kind === 'wheelUp' ? -3 : 3 });
      return;
    }
    if (button === 'right') {
      this.dispatch({ kind: 'command', command: 'back' });
      return;
    }
    // The first line is the header.
    if (button === 'left' && row >= 1 && row <= this.current.height) {
      this.dispatch({ kind: 'click', column, row: row - 1 });
    }
  }

  filter(filter: FunctionFilter): void {
    this.dispatch({ kind: 'filter', filter });
  }

  selectFunction(name: string): void {
    this.dispatch({ kind: 'function', name });
  }

  /** Of the selected frame; undefined: that is no function's. */
  get selectedFunction(): string | undefined {
    const { tree, frames } = this.current.shown;
    return frames.functionName[tree.frame[selectedCell(this.current).node]!];
  }

  say(message: string): void {
    this.dispatch({ kind: 'message', message });
  }

  private dispatch(action: ViewAction): void {
    const before = this.current;
    this.current = reduceView(before, action);
    if (this.current.settings !== before.settings) this.trees.ask(this.current.settings);
    if (this.current !== before) for (const listener of this.listeners) listener();
  }

  private async makeTree(settings: TreeSettings): Promise<void> {
    try {
      const shown = await this.actions.makeTree(settings);
      // An answer to an older question is not shown.
      if (settings === this.current.settings) this.dispatch({ kind: 'tree', shown });
    } catch (error) {
      this.say(messageOf(error));
    }
  }

  private typed(prompt: Prompt, name: string): void {
    if (name === 'esc' || name === 'ctrl-c') {
      this.dispatch({ kind: 'prompt', prompt: undefined });
      return;
    }
    if (name === 'enter') {
      this.finish(prompt);
      return;
    }
    const text =
      name === 'backspace'
        ? [...prompt.text].slice(0, -1).join('')
        : name === 'ctrl-u'
          ? ''
          : prompt.text + printable(name);
    this.dispatch({ kind: 'prompt', prompt: { ...prompt, text } });
    if (prompt.kind === 'search') this.searches.ask({ pattern: text, isFinal: false });
  }

  private finish({ kind, text }: Prompt): void {
    this.dispatch({ kind: 'prompt', prompt: undefined });
    if (kind === 'search') {
      this.searches.ask({ pattern: text, isFinal: true });
      return;
    }
    if (text === '') return;
    this.actions.exportTo(text, this.current).then(
      (message) => this.say(message),
      (error: unknown) => this.say(messageOf(error)),
    );
  }

  /** While a pattern is typed it may be unfinished: only at its end is that worth saying. */
  private async search({ pattern, isFinal }: Search): Promise<void> {
    try {
      let { shown } = this.current;
      let isMatch = await this.actions.match(shown.settings, pattern);
      while (shown.frames !== this.current.shown.frames) {
        shown = this.current.shown;
        isMatch = await this.actions.match(shown.settings, pattern);
      }
      this.dispatch({ kind: 'search', pattern, isMatch, isFinal });
    } catch (error) {
      if (isFinal) this.say(messageOf(error));
    }
  }
}

interface Search {
  readonly pattern: string;
  readonly isFinal: boolean;
}

const viewSize = ({ columns, rows }: ScreenSize) => ({
  columns: Math.max(20, columns),
  // The last row stays free: a screen that is written to its end scrolls on some terminals.
  height: Math.max(2, rows - 1 - OTHER_LINES),
});

/** What a key adds to a line: names of keys that print nothing are longer than what is typed or pasted plainly. */
const NAMED = /^(?:up|down|left|right|page(?:up|down)|home|end|tab|ctrl-.+)$/;
const printable = (name: string): string =>
  NAMED.test(name) ? '' : name.replace(/[\u0000-\u001f\u007f]/g, '');

const messageOf = (error: unknown): string =>
  error instanceof ProfError || error instanceof Error ? error.message : String(error);
