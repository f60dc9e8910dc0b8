import { Args } from '@oclif/core';
import { type PeekDocument, peekDocument, treeCsv } from '../present/tree.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { renderTree, treeLines, treeOfPrepared } from '../report/tree.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { orderFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class Peek extends BaseCommand<PeekDocument> {
  static override summary = 'Show callers and callees of some functions';
  static override description =
    `All calls of the functions that a regular expression finds, however small they are.
Several profiles are merged. The text is that of go tool pprof -peek.`;
  static override examples = [
    '<%= config.bin %> peek json checkout/cpu',
    "<%= config.bin %> peek '^main\\.handle$' ./cpu.pb.gz",
    '<%= config.bin %> peek malloc checkout/heap --sample-index alloc_space',
  ];
  static override strict = false;
  static override args = {
    pattern: Args.string({ description: 'a regular expression for names of functions', required: true }),
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = {
    ...reportFlags,
    ...orderFlags,
    ...lookbackFlag,
    ...reportOutputFlags,
    ...csvFlag,
  };

  async run(): Promise<PeekDocument> {
    const { flags, argv } = await this.parse(Peek);
    const [pattern = '', ...profiles] = argv as string[];
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(profiles, flags, context);
    const options = reportOptionsOf(flags, deps.warn);
    const report = treeOfPrepared(await prepareReport(loaded.profile, 'peek', options, deps, pattern));
    const printable = {
      pieces: () => renderTree(report),
      lines: () => treeLines(report),
      csv: () => treeCsv(report),
    };
    await printReport(printable, flags, context);
    return peekDocument(report, pattern, loaded);
  }
}
