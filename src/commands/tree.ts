import { Args } from '@oclif/core';
import { type TreeDocument, treeCsv, treeDocument } from '../present/tree.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { renderTree, treeLines, treeOfPrepared } from '../report/tree.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { nodeFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class Tree extends BaseCommand<TreeDocument> {
  static override summary = 'Show functions between their callers and callees';
  static override description =
    `Above each function stands who calls it, below it what it calls, with the values of these calls.
Several profiles are merged. The text is that of go tool pprof -tree.`;
  static override examples = [
    '<%= config.bin %> tree checkout/cpu',
    '<%= config.bin %> tree checkout/cpu -n 10 --cum',
    '<%= config.bin %> tree ./cpu.pb.gz --focus json --json',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = { ...reportFlags, ...nodeFlags, ...lookbackFlag, ...reportOutputFlags, ...csvFlag };

  async run(): Promise<TreeDocument> {
    const { flags, argv } = await this.parse(Tree);
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(argv as string[], flags, context);
    const report = treeOfPrepared(
      await prepareReport(loaded.profile, 'tree', reportOptionsOf(flags, deps.warn), deps),
    );
    const printable = {
      pieces: () => renderTree(report),
      lines: () => treeLines(report),
      csv: () => treeCsv(report),
    };
    await printReport(printable, flags, context);
    return treeDocument(report, loaded);
  }
}
