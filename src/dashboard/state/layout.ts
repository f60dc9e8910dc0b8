/** Which rows of the screen are whose. */
import type { ScreenSize } from './dashboard-state.ts';

/** Where one is, the trail, the status line and the footer. */
export const HEADER_LINES = 2;
const FOOTER_LINES = 2;

/** Rows for what is looked at. The last row stays free: a screen that is written to its end scrolls on some terminals. */
export const bodyHeight = ({ rows }: ScreenSize): number =>
  Math.max(2, rows - HEADER_LINES - FOOTER_LINES - 1);

/** Rows of a list beside its header. */
export const listHeight = (size: ScreenSize): number => bodyHeight(size) - 1;
