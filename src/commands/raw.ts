import { Args } from '@oclif/core';
import { type RawDocument, rawDocument } from '../present/raw.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import { loadForReport } from '../report/load-for-report.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { rawOfPrepared } from '../report/raw.ts';
import { safeLines } from '../report/safe-lines.ts';
import { timeZoneOf } from '../report/time-zone-of.ts';
import { wholeProfile } from '../report/whole-profile.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { reportFlags, reportOptionsOf } from '../shell/report-flags.ts';

export default class Raw extends BaseCommand<RawDocument> {
  static override summary = 'Print a whole profile as text: samples, locations, mappings';
  static override description =
    'Several profiles are merged. The text is that of go tool pprof -raw; --json cuts each table at 10,000 rows.';
  static override examples = [
    '<%= config.bin %> raw checkout/cpu',
    '<%= config.bin %> raw ./cpu.pb.gz --focus handler | less',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = reportFlags;

  async run(): Promise<RawDocument> {
    const { flags, argv } = await this.parse(Raw);
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
    const report = await prepareReport(loaded.profile, 'raw', reportOptionsOf(flags), {
      timeZone: await timeZoneOf(loaded.profile, process.env.TZ, wiring.files),
      warn: (message) => out.note(message),
    });
    if (!out.json) {
      for (const text of rawOfPrepared(report)) {
        if (out.isTerminal) out.text(safeLines(text));
        else await out.bytes(encodeUtf8(text));
      }
    }
    return rawDocument(wholeProfile(report), loaded.names);
  }
}
