import { runPprof } from '../report/pprof-driver.ts';
import { complain, pprofPrompt } from '../shell/pprof-messages.ts';
import { RawCommand } from '../shell/raw-command.ts';
import { stoppedExitCode, stopSignal } from '../shell/stop-signal.ts';
import { decodeThread, graphviz, userFiles, webClient } from '../wire.ts';

/** False: nobody reads any more. That it cannot be written at all ends as in the reference, with status 2. */
function writeOut(bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    process.stdout.write(bytes, (error?: NodeJS.ErrnoException | null) => {
      if (error != null && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') {
        process.stderr.write(`pprof: ${error.message}\n`);
        process.exit(2);
      }
      resolve(error == null);
    });
  });
}

export default class Pprof extends RawCommand {
  static summary = "Drop-in for go tool pprof's command line";
  static description = `Takes go tool pprof's arguments and prints what it prints, with its exit status.
Without the name of a report, in a terminal, it is a prompt: prof pprof cpu.pb.gz.
See prof pprof -help.`;
  static examples = [
    '<%= config.bin %> pprof -top cpu.pb.gz',
    '<%= config.bin %> pprof -top -cum -diff_base old.pb.gz new.pb.gz',
    '<%= config.bin %> pprof -proto -output merged.pb.gz a.pb.gz b.pb.gz',
  ];

  async run(): Promise<void> {
    const status = await runPprof(this.argv, {
      graphviz,
      stop: stopSignal,
      files: userFiles,
      http: webClient,
      decoder: decodeThread,
      tz: process.env.TZ,
      cwd: process.cwd(),
      isTerminal: process.stdout.isTTY === true,
      write: writeOut,
      prompt: pprofPrompt,
      warn: (message) => complain(message, { isRed: false }),
    });
    process.exitCode = stoppedExitCode() ?? status;
  }
}
