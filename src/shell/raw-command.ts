/**
 * A command that speaks another program's command line: it gets its arguments as typed (`this.argv`),
 * words its own errors and sets `process.exitCode` itself. What it throws is reported as prof's own error.
 *
 * It looks to oclif like one of its commands, for help and for the manifest, without needing oclif to run: that takes a
 * fifth of a small report's time.
 */
export abstract class RawCommand {
  static id = '';
  static rawArguments = true;
  static strict = false;
  static args = {};
  static flags = {};

  protected readonly argv: string[];

  constructor(argv: string[]) {
    this.argv = argv;
  }

  /** By this oclif knows a command. */
  static async run(this: new (argv: string[]) => RawCommand, argv: string[] = []): Promise<void> {
    await new this(argv).run();
  }

  abstract run(): Promise<void>;

  async _run(): Promise<void> {
    await this.run();
  }
}
