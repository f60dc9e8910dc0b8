import { Args } from '@oclif/core';
import { type RawDocument, rawDocument } from '../present/raw.ts';
import { rawLines } from '../report/lines-of-text.ts';
import { prepareReport } from '../report/prepare-report.ts';
import { rawOfPrepared } from '../report/raw.ts';
import { wholeProfile } from '../report/whole-profile.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printReport } from '../shell/report-command.ts';
import { reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { reportOutputFlags } from '../shell/report-output-flags.ts';

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
  static override flags = { ...reportFlags, ...lookbackFlag, ...reportOutputFlags };

  async run(): Promise<RawDocument> {
    const { flags, argv } = await this.parse(Raw);
    const context = await this.context(flags);
    const { loaded, deps } = await loadSubject(argv as string[], flags, context);
    const report = await prepareReport(loaded.profile, 'raw', reportOptionsOf(flags, deps.warn), deps);
    const printable = { pieces: () => rawOfPrepared(report), lines: () => rawLines(rawOfPrepared(report)) };
    await printReport(printable, flags, context);
    return rawDocument(wholeProfile(report), loaded.names);
  }
}
