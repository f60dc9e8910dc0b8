/** A terminal that lines are typed on, with history and completion. */
export interface PromptTerminal {
  /** The next line, without its end; undefined when there will be none: Ctrl-D, or Ctrl-C on an empty line. */
  readLine(prompt: string): Promise<string | undefined>;
  /** Aborted by Ctrl-C, with INTERRUPTED as its reason. Each line that is read begins a new one. */
  readonly interruption: AbortSignal;
  /** Whether it is aborted, after a look for a key that was pressed while this program was busy. */
  wasInterrupted(): Promise<boolean>;
  /** Gives the terminal back as it was. */
  close(): void;
}

export interface Completion {
  /** What may stand there. */
  readonly candidates: readonly string[];
  /** The end of the line in whose place a candidate would come. */
  readonly replaces: string;
}

/** Opens the terminal; the function completes a line up to the cursor. */
export type OpenPromptTerminal = (complete: (line: string) => Completion) => Promise<PromptTerminal>;
