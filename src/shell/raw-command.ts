import { Command } from '@oclif/core';

/**
 * A command that speaks another program's command line: it gets its arguments as typed (`this.argv`),
 * words its own errors and sets `process.exitCode` itself. What it throws is reported as prof's own error.
 */
export abstract class RawCommand extends Command {
  static rawArguments = true;
  static override strict = false;

  abstract override run(): Promise<void>;

  override async _run<T>(): Promise<T> {
    await this.run();
    return undefined as T;
  }
}
