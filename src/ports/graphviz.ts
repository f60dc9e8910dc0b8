/** Graphviz's `dot`, which lays out and draws call graphs. Contract: test/contracts/graphviz.test.ts. */
export type PictureFormat = 'svg' | 'png' | 'gif' | 'pdf' | 'ps';

export interface DrawOptions {
  /** Pieces of one graph in dot's language. */
  readonly drawing: Iterable<string>;
  readonly format: PictureFormat;
  /** It is ended then. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Gets each line that it complains with. */
  readonly warn: (line: string) => void;
}

export interface Graphviz {
  /**
   * The picture's file.
   * @throws ProfError NOT_FOUND where it is not installed, BAD_DATA where it refuses the drawing, TIMEOUT, LIMIT, or the
   * signal's reason.
   */
  draw(options: DrawOptions): Promise<Uint8Array>;
}
