/** Where one is in the dashboard: a view, and what it is of. */
export interface Place {
  readonly screen: string;
  /** `service`, `reference`, `base`, …: plain words that a command line could hold. */
  readonly params: Readonly<Record<string, string>>;
}

/** Equal for equal places. */
export const placeKey = ({ screen, params }: Place): string =>
  JSON.stringify([screen, ...Object.entries(params).sort()]);
