import { Args } from '@oclif/core';
import { type TopDocument, topDocument } from '../present/top.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import { loadForReport } from '../report/load-for-report.ts';
import { safeLines } from '../report/safe-lines.ts';
import { timeZoneOf } from '../report/time-zone-of.ts';
import { renderTop, topReport } from '../report/top.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { nodeFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';

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
  static override flags = { ...reportFlags, ...nodeFlags };

  async run(): Promise<TopDocument> {
    const { flags, argv } = await this.parse(Top);
    const { out, wiring, config } = await this.context(flags);
    const loaded = await loadForReport(
      {
        references: argv as string[],
        base: flags.base,
        diffBase: flags['diff-base'],
        normalize: flags.normalize,
        symbolize: flags.symbolize,
        allFrames: flags['all-frames'],
      },
      { ...wiring, limits: config.limits },
    );
    const report = await topReport(loaded.profile, reportOptionsOf(flags), {
      timeZone: await timeZoneOf(loaded.profile, process.env.TZ, wiring.files),
      warn: (message) => out.note(message),
    });
    const text = renderTop(report);
    if (out.isTerminal) out.text(safeLines(text));
    else if (!out.json) await out.bytes(encodeUtf8(text));
    return topDocument(report, loaded);
  }
}
