/** Other programs of the user's, on this process's terminal or beside it. Contract: test/contracts/programs.test.ts. */
export interface Programs {
  /**
   * Runs a program without a shell on this process's terminal until it ends, whatever its exit status.
   * @throws ProfError NOT_FOUND where there is no such program, NOT_ALLOWED where it may not be run
   */
  run(argv: readonly [string, ...string[]]): Promise<void>;
  /** A new folder that nobody else can look into, for what is opened. */
  privateFolder(): Promise<string>;
  /** Gives a file to what the desktop opens such files with. @throws ProfError NOT_FOUND where there is no desktop */
  open(path: string): Promise<void>;
}
