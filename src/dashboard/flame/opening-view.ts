import { Box, Text, useApp, useInput } from 'ink';
import { createElement, type ReactElement, useEffect, useSyncExternalStore } from 'react';
import { safeText } from '../../kit/safe-text.ts';
import { keyNames } from '../key-names.ts';
import type { ScreenStyle } from './cell-style.ts';
import { FlameView } from './flame-view.ts';
import type { Opening } from './opening.ts';

export interface OpeningViewProps {
  readonly opening: Opening;
  readonly style: ScreenStyle;
  readonly rows: (lines: readonly string[]) => string[];
  /** Gets the screen library's own way to hand the terminal over. */
  readonly onReady: (app: ReturnType<typeof useApp>) => void;
  readonly quit: () => void;
  readonly suspend: () => void;
}

const QUIT_KEYS = ['q', 'ctrl-c', 'esc'];

/** The flame graph, and until it is read the words that say so. */
export function OpeningView({
  opening,
  style,
  rows,
  onReady,
  quit,
  suspend,
}: OpeningViewProps): ReactElement {
  const app = useApp();
  const session = useSyncExternalStore(opening.subscribe, opening.snapshot);
  useEffect(() => onReady(app), [app, onReady]);
  useInput(
    (input, key) => {
      for (const name of keyNames(input, key)) {
        if (QUIT_KEYS.includes(name)) quit();
        if (name === 'ctrl-z') suspend();
      }
    },
    { isActive: session === undefined },
  );
  if (session !== undefined) return createElement(FlameView, { session, style, rows });
  const words = `reading ${safeText(opening.title)}${style.isAscii ? '...' : '…'}`;
  return createElement(
    Box,
    { flexDirection: 'column' },
    createElement(Text, { wrap: 'truncate' }, words),
    createElement(Text, { wrap: 'truncate' }, 'q quit'),
  );
}
