import { Args } from '@oclif/core';
import { type TopDocument, topCsv, topDocument } from '../present/top.ts';
import { renderTop, topLines, topReport } from '../report/top.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { nodeFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class Top extends BaseCommand<TopDocument> {
  static override summary = 'Show which functions use most';
  static override description =
    `Flat is what a function uses itself, cum includes what it calls. Several profiles are merged.
The text is that of go tool pprof -top.`;
  static override examples = [
    '<%= config.bin %> top checkout/cpu',
    '<%= config.bin %> top checkout/cpu@yesterday --cum -n 20',
    '<%= config.bin %> top ./heap.pb.gz --sample-index alloc_space --focus json',
    '<%= config.bin %> top checkout/heap --diff-base checkout/heap@-1d',
    '<%= config.bin %> top cpu.pb.gz --json',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = { ...reportFlags, ...nodeFlags, ...lookbackFlag, ...reportOutputFlags, ...csvFlag };

  async run(): Promise<TopDocument> {
    const { flags, argv } = await this.parse(Top);
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(argv as string[], flags, context);
    const report = await topReport(loaded.profile, reportOptionsOf(flags, deps.warn), deps);
    const printable = {
      pieces: () => [renderTop(report)],
      lines: () => topLines(report),
      csv: () => topCsv(report),
    };
    await printReport(printable, flags, context);
    return topDocument(report, loaded);
  }
}
