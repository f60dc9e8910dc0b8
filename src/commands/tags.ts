import { Args } from '@oclif/core';
import { type TagsDocument, tagsCsv, tagsDocument } from '../present/tags.ts';
import { tagLines } from '../report/lines-of-text.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { renderTags, tagsOfPrepared } from '../report/tags.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

export default class Tags extends BaseCommand<TagsDocument> {
  static override summary = 'Show how values spread over labels';
  static override description =
    `For each label key the values of its samples, largest first. Several profiles are merged.
The text is that of go tool pprof -tags.`;
  static override examples = [
    '<%= config.bin %> tags checkout/cpu',
    '<%= config.bin %> tags ./cpu.pb.gz --tagshow endpoint --focus json',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = { ...reportFlags, ...lookbackFlag, ...reportOutputFlags, ...csvFlag };

  async run(): Promise<TagsDocument> {
    const { flags, argv } = await this.parse(Tags);
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(argv as string[], flags, context);
    const report = tagsOfPrepared(
      await prepareReport(loaded.profile, 'tags', reportOptionsOf(flags, deps.warn), deps),
    );
    const printable = {
      pieces: () => renderTags(report),
      lines: () => tagLines(renderTags(report)),
      csv: () => tagsCsv(report),
    };
    await printReport(printable, flags, context);
    return tagsDocument(report, loaded);
  }
}
