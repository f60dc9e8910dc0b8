import { Box, Text, useInput, useIsScreenReaderEnabled } from 'ink';
import { createElement, type ReactElement, useSyncExternalStore } from 'react';
import { keyNames } from '../key-names.ts';
import type { ScreenStyle } from './cell-style.ts';
import { drawScreen } from './draw-screen.ts';
import type { FlameSession } from './flame-session.ts';
import { spokenLines } from './spoken-lines.ts';

export interface FlameViewProps {
  readonly session: FlameSession;
  readonly style: ScreenStyle;
  /** What stands for the lines of a screen in the screen library. */
  readonly rows: (lines: readonly string[]) => string[];
}

/** Draws a session and hands it the keys. */
export function FlameView({ session, style, rows }: FlameViewProps): ReactElement {
  const isSpoken = useIsScreenReaderEnabled();
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  useInput((input, key) => {
    for (const name of keyNames(input, key)) session.key(name);
  });
  const lines = isSpoken ? spokenLines(state) : rows(drawScreen(state, style));
  return createElement(
    Box,
    { flexDirection: 'column' },
    // A line that is empty would take no row.
    ...lines.map((line, row) =>
      createElement(Text, { key: row, wrap: 'truncate' }, line === '' ? ' ' : line),
    ),
  );
}
