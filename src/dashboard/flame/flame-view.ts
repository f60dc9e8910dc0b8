import { Box, Text, useApp, useInput, useIsScreenReaderEnabled } from 'ink';
import { createElement, type ReactElement, useEffect, useSyncExternalStore } from 'react';
import { keyNames } from '../key-names.ts';
import type { ScreenStyle } from './cell-style.ts';
import { drawScreen } from './draw-screen.ts';
import type { FlameSession } from './flame-session.ts';
import { spokenLines } from './spoken-lines.ts';

export interface FlameViewProps {
  readonly session: FlameSession;
  readonly style: ScreenStyle;
  /** Gets the screen library's own way to hand the terminal over. */
  readonly onReady: (app: ReturnType<typeof useApp>) => void;
}

/** Draws a session and hands it the keys. */
export function FlameView({ session, style, onReady }: FlameViewProps): ReactElement {
  const app = useApp();
  const isSpoken = useIsScreenReaderEnabled();
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  useEffect(() => onReady(app), [app, onReady]);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) session.key(name);
  });
  const lines = isSpoken ? spokenLines(state) : drawScreen(state, style);
  return createElement(
    Box,
    { flexDirection: 'column' },
    // A line that is empty would take no row.
    ...lines.map((line, row) =>
      createElement(Text, { key: row, wrap: 'truncate' }, line === '' ? ' ' : line),
    ),
  );
}
