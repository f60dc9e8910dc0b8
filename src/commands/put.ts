import { Args, Flags } from '@oclif/core';
import { type PutDocument, putDocument, putText } from '../present/store-changes.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { labelFlag, labelsOf } from '../shell/label-flag.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import { parallelFlag, patternFlags, patternsOf } from '../shell/selection-flags.ts';
import { putProfiles } from '../store/put-profiles.ts';

export default class Put extends BaseCommand<PutDocument> {
  static override summary = 'Put profiles from files into the store';
  static override description =
    `Each file is verified to be a profile and stored as it is. Its type and time are those that the
profile itself states; flags say them where it does not.`;
  static override examples = [
    '<%= config.bin %> put cpu.pb.gz --service checkout',
    '<%= config.bin %> put cpu.pb.gz --service checkout --label git-branch=main --label git-commit=4f2a91c',
    '<%= config.bin %> put profiles/ --service checkout --pod checkout-7d8f9c5b6d-x2x4z',
    '<%= config.bin %> put mutex.pb.gz --service checkout --type mutex --time 2024-01-15T12:00:00Z',
    "<%= config.bin %> put profiles/ --service checkout --include '*cpu*'",
    'curl -s http://localhost:6060/debug/pprof/heap | <%= config.bin %> put - --service checkout',
  ];
  static override strict = false;
  static override args = {
    file: Args.string({ description: 'a file, a folder, a pattern, a URL, -; one or more', required: true }),
  };
  static override flags = {
    service: Flags.string({
      summary: 'the service that they are profiles of',
      helpValue: 'NAME',
      required: true,
    }),
    type: Flags.string({ char: 't', summary: 'their type, where they do not say it', helpValue: 'TYPE' }),
    time: Flags.string({ summary: 'when they were taken', helpValue: 'TIME' }),
    pod: Flags.string({ summary: 'the pod that they were taken from', helpValue: 'NAME' }),
    ...labelFlag,
    raw: Flags.boolean({ summary: 'store without looking inside; wants --type' }),
    ...patternFlags,
    ...parallelFlag,
  };

  async run(): Promise<PutDocument> {
    const { flags, argv, raw: tokens } = await this.parse(Put);
    const { out, wiring, config, signal, progress } = await this.context(flags);
    const { service, type, time, pod, raw, parallel } = flags;
    const labels = labelsOf(flags.label, process.env);
    const patterns = patternsOf(tokens);
    const bar = followTransfer(progress);
    const result = await putProfiles(
      { files: argv as string[], service, type, time, pod, raw, labels, patterns },
      { ...wiring, limits: config.limits, parallel, signal, emit: bar.emit },
    ).finally(bar.end);
    out.text(putText(result));
    for (const { file, timeFrom } of result.stored) {
      if (timeFrom === 'now')
        out.note(`${file} does not say when it was taken; filed under now (--time changes that)`);
    }
    if (reportTransfer(out, { ...result, doneCount: result.stored.length })) this.exitWith('PARTIAL');
    return putDocument(result);
  }
}
