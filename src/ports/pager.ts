/** A program that shows text a screen at a time, such as less. Contract: test/contracts/pager.test.ts. */
export interface PagerSession {
  /** Resolves when there is room for more; false: the person has left it, or its input was closed. */
  write(text: string): Promise<boolean>;
  /** No more text comes. Safe to call again. */
  close(): void;
  /** Resolves when the program has ended. It could not run: the shell did not find it, and nobody saw any of it. */
  readonly ended: Promise<{ readonly couldRun: boolean }>;
}

export interface Pager {
  /**
   * Starts a command, by the shell, on this process's terminal. undefined: it cannot be started.
   * Only ever the user's own words: never what a project's file or a profile says.
   */
  start(command: string): Promise<PagerSession | undefined>;
}
