/** The parts of an interactive flame graph that are the same in all of them. */
export interface FlamePage {
  /** The document with `{{title}}`, `{{policy}}`, `{{style}}`, `{{data}}` and `{{script}}` in place of these. */
  readonly html: string;
  readonly style: string;
  readonly script: string;
}
