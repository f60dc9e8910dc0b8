/** A text on a screen, between two keys. */
export interface TextState {
  readonly lines: readonly string[];
  /** The first line on the screen. */
  readonly scroll: number;
  /** Cells that are left of the screen. */
  readonly left: number;
  readonly search: TextSearch | undefined;
}

export interface TextSearch {
  readonly pattern: string;
  /** Lines that match. */
  readonly found: readonly number[];
  /** Which of them is looked at. */
  readonly at: number;
}

export const EMPTY_TEXT: TextState = { lines: [], scroll: 0, left: 0, search: undefined };

export type TextAction =
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly search: TextSearch | undefined }
  | { readonly kind: 'search'; readonly search: TextSearch | undefined }
  | { readonly kind: 'nextMatch'; readonly by: 1 | -1 }
  | { readonly kind: 'scroll'; readonly by: number }
  | { readonly kind: 'scrollTo'; readonly line: number }
  | { readonly kind: 'columns'; readonly by: number };

export function reduceText(text: TextState, action: TextAction, height: number): TextState {
  const last = Math.max(0, text.lines.length - height);
  const scrolled = (to: number): TextState => ({ ...text, scroll: Math.max(0, Math.min(to, last)) });
  switch (action.kind) {
    case 'lines': {
      const most = Math.max(0, action.lines.length - height);
      const { lines, search } = action;
      return { ...text, lines, search, scroll: Math.min(text.scroll, most) };
    }
    case 'search':
      return found({ ...text, search: action.search }, height);
    case 'nextMatch': {
      if (text.search === undefined || text.search.found.length === 0) return text;
      const count = text.search.found.length;
      const at = (text.search.at + action.by + count) % count;
      return found({ ...text, search: { ...text.search, at } }, height);
    }
    case 'scroll':
      return scrolled(text.scroll + action.by);
    case 'scrollTo':
      return scrolled(action.line);
    case 'columns':
      return { ...text, left: Math.max(0, text.left + action.by) };
  }
}

/** The match that is looked at comes onto the screen, a third from above. */
function found(text: TextState, height: number): TextState {
  const line = text.search?.found[text.search.at];
  if (line === undefined || (line >= text.scroll && line < text.scroll + height)) return text;
  const last = Math.max(0, text.lines.length - height);
  return { ...text, scroll: Math.max(0, Math.min(line - Math.floor(height / 3), last)) };
}
