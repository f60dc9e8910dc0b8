import { Args, Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { type GetDocument, getDocument, getText } from '../present/store-changes.ts';
import { failureLine } from '../present/store-text.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { TARGET_IDS } from '../store/convert-for-file.ts';
import { getProfiles } from '../store/get-profiles.ts';

export default class Get extends BaseCommand<GetDocument | undefined> {
  static override summary = 'Copy profiles from the store into files';
  static override description =
    `A reference means one run: all its pods, and without a type all its types. Each copy is checked
against the checksum that was kept when it was stored. A file gets the format that its name ends with: .pb.gz,
.folded, .speedscope.json and the others of prof convert; --as says it for all copies.`;
  static override examples = [
    '<%= config.bin %> get checkout/cpu -o cpu.pprof',
    '<%= config.bin %> get frontend/cpu -o cpu.pb.gz',
    '<%= config.bin %> get checkout@2024-01-15..2024-01-16 -o profiles/',
    '<%= config.bin %> get checkout/heap -o - | <%= config.bin %> top -',
    '<%= config.bin %> get checkout/cpu --as collapsed -o - | head',
  ];
  static override strict = false;
  static override args = {
    reference: Args.string({
      description: 'SERVICE[/TYPE][@WHEN][~N] or store:KEY, one or more',
      required: true,
    }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'where to: a file, a folder (ends in / if it is to be made), - is standard output',
      default: './',
      helpValue: 'PATH',
    }),
    as: Flags.custom<(typeof TARGET_IDS)[number]>({
      summary: 'the format of all copies',
      options: [...TARGET_IDS],
    })(),
    overwrite: Flags.boolean({ summary: 'replace files that are there' }),
    ...lookbackFlag,
  };

  async run(): Promise<GetDocument | undefined> {
    const { flags, argv } = await this.parse(Get);
    const { out, wiring, config, signal } = await this.context(flags);
    if (flags.output === '-' && flags.json) {
      throw new ProfError('USAGE', '-o - and --json both want standard output');
    }
    const result = await getProfiles(
      { references: argv as string[], output: flags.output, overwrite: flags.overwrite, as: flags.as },
      { ...wiring, limits: config.limits, lookbackMs: lookbackMs(flags.lookback), signal },
    );
    for (const { key, error } of result.failed) out.warn(failureLine(key, error));
    if (result.failed.length > 0) this.exitWith('PARTIAL');
    if (flags.output === '-') {
      for (const { bytes } of result.got) await out.bytes(bytes);
      return undefined;
    }
    out.text(getText(result));
    return getDocument(result);
  }
}
