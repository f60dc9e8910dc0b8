import { Args } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { type TopDocument, topCsv, topDocument } from '../present/top.ts';
import { type TopEachDocument, topEachDocument } from '../present/top-each.ts';
import { renderTop, topLines, topReport } from '../report/top.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { eachFlags, listedBy, printTopEach } from '../shell/each-command.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { nodeFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class Top extends BaseCommand<TopDocument | TopEachDocument> {
  static override summary = 'Show which functions use most';
  static override description =
    `Flat is what a function uses itself, cum includes what it calls. Several profiles are merged; with --each
every one has a table of its own. The text is that of go tool pprof -top.`;
  static override examples = [
    '<%= config.bin %> top checkout/cpu',
    '<%= config.bin %> top checkout/cpu@yesterday --cum -n 20',
    '<%= config.bin %> top ./heap.pb.gz --sample-index alloc_space --focus json',
    '<%= config.bin %> top checkout/heap --diff-base checkout/heap@-1d',
    '<%= config.bin %> top cpu.pb.gz --json',
    '<%= config.bin %> top --each --date yesterday -t heap -n 5',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged' }),
  };
  static override flags = {
    ...reportFlags,
    ...nodeFlags,
    ...eachFlags,
    ...lookbackFlag,
    ...reportOutputFlags,
    ...csvFlag,
  };

  async run(): Promise<TopDocument | TopEachDocument> {
    const { flags, argv } = await this.parse(Top);
    const context = await this.context(flags);
    const references = argv as string[];
    const options = reportOptionsOf(flags, (message) => context.out.note(message));
    if (flags.each) {
      const outcome = await printTopEach(references, listedBy(flags), options, { flags, context });
      if (outcome.failed.length > 0) this.exitWith('PARTIAL');
      return topEachDocument(outcome);
    }
    if (references.length === 0)
      throw new ProfError('USAGE', 'missing argument: a profile', {
        hints: ['prof top REFERENCE; prof top --each is about all of the store'],
      });
    const { loaded, deps } = await loadSubject(references, flags, context);
    const report = await topReport(loaded.profile, options, deps);
    const printable = {
      pieces: () => [renderTop(report)],
      lines: () => topLines(report),
      csv: () => topCsv(report),
    };
    await printReport(printable, flags, context);
    return topDocument(report, loaded);
  }
}
