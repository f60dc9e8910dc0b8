import { Args } from '@oclif/core';
import { type ListDocument, listCsv, listDocument, missingSourcesNote } from '../present/list.ts';
import { listOfPrepared, listReportLines, renderList } from '../report/list.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { orderFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class List extends BaseCommand<ListDocument> {
  static override summary = 'Show source lines of functions with what each uses';
  static override description =
    `Sources are read from where the profile says they are; relative ones are looked for in this folder and those above,
or in --source-path. --trim-path cuts what other machines have before it.
Several profiles are merged. The text is that of go tool pprof -list.`;
  static override examples = [
    '<%= config.bin %> list parse checkout/cpu',
    '<%= config.bin %> list parse ./cpu.pb.gz --trim-path /build/src --source-path ~/src/checkout',
  ];
  static override strict = false;
  static override args = {
    pattern: Args.string({ description: 'a regular expression for names of functions', required: true }),
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = {
    ...reportFlags,
    'drop-negative': orderFlags['drop-negative'],
    ...lookbackFlag,
    ...reportOutputFlags,
    ...csvFlag,
  };

  async run(): Promise<ListDocument> {
    const { flags, argv } = await this.parse(List);
    const [pattern = '', ...profiles] = argv as string[];
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(profiles, flags, context);
    const prepared = await prepareReport(
      loaded.profile,
      'list',
      reportOptionsOf(flags, deps.warn),
      deps,
      pattern,
    );
    const report = await listOfPrepared(prepared, { files: context.wiring.files, cwd: process.cwd() });
    const printable = {
      pieces: () => renderList(report),
      lines: () => listReportLines(report),
      csv: () => listCsv(report),
    };
    await printReport(printable, flags, context);
    const note = missingSourcesNote(report);
    if (note !== undefined) context.out.note(note);
    return listDocument(report, pattern, loaded);
  }
}
