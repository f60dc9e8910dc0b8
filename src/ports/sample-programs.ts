/** Programs that prof brings along to have something to profile. */
export type SampleName = 'checkout' | 'storefront';

export interface SampleProgram {
  readonly name: SampleName;
  readonly pid: number;
  /** As `prof capture` takes it: `http://127.0.0.1:PORT`, `node://127.0.0.1:PORT`. */
  readonly target: string;
  /** Makes it slower from then on. Only `checkout` has something to make slower. */
  regress(): Promise<void>;
  /** Lets it live on after this process. */
  keep(): Promise<void>;
  /** Resolves when the process is gone. Safe to call again. */
  stop(): Promise<void>;
}

export interface SamplePrograms {
  /**
   * A running program that can be profiled. It ends with this process, however that ends, unless it is kept.
   * Fails with ProfError UNREACHABLE if it does not come up, or the signal's reason.
   */
  start(name: SampleName, signal: AbortSignal): Promise<SampleProgram>;
  /** What tells this process from every other: its pid first, then (where the system shows it) its start. */
  ownMark(): Promise<string>;
  /** Whether the process that such a mark was made in still runs. */
  isRunning(mark: string): Promise<boolean>;
}
