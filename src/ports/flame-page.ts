/** The parts of an interactive flame graph that are the same in all of them. */
export interface FlamePage {
  /** The document, with the names of what belongs there between percent signs: title, policy, style, data, script. */
  readonly html: string;
  readonly style: string;
  readonly script: string;
}
