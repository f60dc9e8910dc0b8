import type { Found } from './search.ts';

/** What is seen of a graph. */
export interface View {
  readonly zoom: number;
  readonly selected: number;
  /** The root is at the bottom. */
  readonly isUpward: boolean;
  readonly found: Found | undefined;
}
