import { Args } from '@oclif/core';
import { type TracesDocument, tracesDocument } from '../present/traces.ts';
import { traceLines } from '../report/lines-of-text.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { traceSamples, tracesFacts, tracesOfPrepared } from '../report/traces.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class Traces extends BaseCommand<TracesDocument> {
  static override summary = 'Print every sample with its labels and its stack';
  static override description = `Stacks begin with their leaf. Several profiles are merged.
The text is that of go tool pprof -traces; --json has the first 10,000 samples.`;
  static override examples = [
    '<%= config.bin %> traces checkout/cpu | less',
    '<%= config.bin %> traces ./cpu.pb.gz --focus handler --tagfocus region=eu',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = { ...reportFlags, ...lookbackFlag, ...reportOutputFlags };

  async run(): Promise<TracesDocument> {
    const { flags, argv } = await this.parse(Traces);
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(argv as string[], flags, context);
    const report = await prepareReport(loaded.profile, 'traces', reportOptionsOf(flags, deps.warn), deps);
    const printable = {
      pieces: () => tracesOfPrepared(report),
      lines: () => traceLines(tracesOfPrepared(report)),
    };
    await printReport(printable, flags, context);
    return tracesDocument(tracesFacts(report), context.out.json ? traceSamples(report) : [], loaded);
  }
}
