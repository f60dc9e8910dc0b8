import { Args } from '@oclif/core';
import { type CommentsDocument, commentsDocument } from '../present/comments.ts';
import { plainLines } from '../report/report-line.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';
import { sourceFlags } from '../shell/source-flags.ts';

export default class Comments extends BaseCommand<CommentsDocument> {
  static override summary = 'Print the comments of a profile';
  static override description =
    `What the program or the tool that made the profile left in it. Several profiles are merged.
The text is that of go tool pprof -comments.`;
  static override examples = [
    '<%= config.bin %> comments checkout/cpu',
    '<%= config.bin %> comments ./cpu.pb.gz --json',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = { ...sourceFlags, ...lookbackFlag, ...reportOutputFlags };

  async run(): Promise<CommentsDocument> {
    const { flags, argv } = await this.parse(Comments);
    const context = await this.context(flags);
    const { loaded } = await loadSubject(argv as string[], flags, context);
    const { comments } = loaded.profile;
    const printable = {
      pieces: () => comments.map((comment) => `${comment}\n`),
      lines: () => plainLines('plain', comments),
    };
    await printReport(printable, flags, context);
    return commentsDocument(comments, loaded.names);
  }
}
