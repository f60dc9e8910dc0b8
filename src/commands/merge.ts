import { Args, Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { type MergeDocument, mergeDocument, mergeText } from '../present/merge.ts';
import { storeEventLine } from '../present/store-text.ts';
import {
  encodeMerged,
  mergeReferences,
  requireMergeTarget,
  writeMerged,
} from '../report/merge-references.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';

export default class Merge extends BaseCommand<MergeDocument | undefined> {
  static override summary = 'Merge many profiles into one file';
  static override description =
    `Profiles of one type, as pprof: samples with equal stacks and labels add up, names stay as recorded. Weights
multiply all values of what a reference means: in order, one for each, or by name. Go's compiler takes the file as it is
(go build -pgo=default.pgo).`;
  static override examples = [
    '<%= config.bin %> merge a.pb.gz b.pb.gz -o c.pb.gz',
    '<%= config.bin %> merge checkout/cpu@-7d..now -o default.pgo',
    '<%= config.bin %> merge a.pb.gz b.pb.gz --weight 0.5 --weight 2 -o c.pb.gz --overwrite',
    '<%= config.bin %> merge checkout/cpu web/cpu --weight web/cpu=0.25 -o both.pb.gz',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'references, paths, URLs, -; one or more', required: true }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'the file to write; - is standard output',
      helpValue: 'FILE',
      required: true,
    }),
    weight: Flags.string({
      char: 'w',
      summary: 'what to multiply values by: a number for each reference, in order, or REF=NUMBER',
      helpValue: 'WEIGHT',
      multiple: true,
      multipleNonGreedy: true,
    }),
    overwrite: Flags.boolean({ summary: 'replace a file that is there' }),
    ...lookbackFlag,
  };

  async run(): Promise<MergeDocument | undefined> {
    const { flags, argv } = await this.parse(Merge);
    const { out, wiring, config } = await this.context(flags);
    const path = flags.output;
    if (path === '-' && flags.json) throw new ProfError('USAGE', '-o - and --json both want standard output');
    if (path === '-') out.requireNoTerminal();
    await requireMergeTarget(path, flags.overwrite, wiring);
    const merged = await mergeReferences(
      { references: argv as string[], weights: flags.weight ?? [] },
      {
        ...wiring,
        limits: config.limits,
        lookbackMs: lookbackMs(flags.lookback),
        emit: (event) => {
          const line = storeEventLine(event);
          if (line !== undefined) out.note(line);
        },
        sourceMaps: 'none',
      },
    );
    for (const note of merged.notes) out.note(note);
    if (path === '-') {
      await out.bytes(await encodeMerged(merged.profile, path));
      return undefined;
    }
    const written = await writeMerged(merged.profile, path, flags, wiring);
    const document = mergeDocument(merged, written);
    out.text(mergeText(document));
    return document;
  }
}
