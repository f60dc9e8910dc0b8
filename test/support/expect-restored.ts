import { expect } from 'vitest';
import type { TerminalSession } from './terminal.ts';

/** The screen, the mouse and the cursor are as they were before. */
export function expectRestored(session: TerminalSession): void {
  expect(session.isAlternate).toBe(false);
  for (const [on, off] of [
    ['\u001b[?1049h', '\u001b[?1049l'],
    ['\u001b[?1000h', '\u001b[?1000l'],
    ['\u001b[?1006h', '\u001b[?1006l'],
    ['\u001b[?25l', '\u001b[?25h'],
  ] as const) {
    expect(session.raw.lastIndexOf(on)).toBeGreaterThan(-1);
    expect(session.raw.lastIndexOf(off)).toBeGreaterThan(session.raw.lastIndexOf(on));
  }
}
