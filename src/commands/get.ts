import { Args, Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { type GetDocument, getDocument, getText } from '../present/store-changes.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import { filterFlags, parallelFlag, patternFlags, selectionOf } from '../shell/selection-flags.ts';
import { TARGET_IDS } from '../store/convert-for-file.ts';
import { getProfiles } from '../store/get-profiles.ts';
import { isFiltered, type Selection } from '../store/select-entries.ts';

export default class Get extends BaseCommand<GetDocument | undefined> {
  static override summary = 'Copy profiles from the store into files';
  static override description =
    `A reference means one run: all its pods, and without a type all its types. Each copy is checked
against the checksum that was kept when it was stored, and one that is there already is not fetched again. Without a
reference --service, --type and the times of prof ls choose. A file gets the format that its name ends with: .pb.gz,
.folded, .speedscope.json and the others of prof convert; --as says it for all copies.`;
  static override examples = [
    '<%= config.bin %> get checkout/cpu -o cpu.pprof',
    '<%= config.bin %> get frontend/cpu -o cpu.pb.gz',
    '<%= config.bin %> get checkout@2024-01-15..2024-01-16 -o profiles/',
    '<%= config.bin %> get --service checkout --type cpu --since 7d -o profiles/',
    '<%= config.bin %> get checkout/heap -o - | <%= config.bin %> top -',
    '<%= config.bin %> get checkout/cpu --as collapsed -o - | head',
  ];
  static override strict = false;
  static override args = {
    reference: Args.string({
      description: 'SERVICE[/TYPE][@WHEN][~N] or store:KEY, any number',
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
    ...filterFlags,
    ...patternFlags,
    ...parallelFlag,
    ...lookbackFlag,
  };

  async run(): Promise<GetDocument | undefined> {
    const { flags, argv, raw } = await this.parse(Get);
    const { out, wiring, config, signal, progress } = await this.context(flags);
    const { output, overwrite, as, parallel } = flags;
    if (output === '-' && flags.json) {
      throw new ProfError('USAGE', '-o - and --json both want standard output');
    }
    const selection = selectionOf(flags, raw);
    const references = referencesOf(argv as string[], selection);
    const bar = followTransfer(progress);
    const result = await getProfiles(
      { references, selection, output, overwrite, as },
      {
        ...wiring,
        limits: config.limits,
        lookbackMs: lookbackMs(flags.lookback),
        parallel,
        signal,
        emit: bar.emit,
      },
    ).finally(bar.end);
    if (reportTransfer(out, { ...result, doneCount: result.got.length })) this.exitWith('PARTIAL');
    if (output === '-') {
      for (const { bytes } of result.got) if (bytes) await out.bytes(bytes);
      return undefined;
    }
    out.text(getText(result));
    return getDocument(result);
  }
}

/** One run or a choice among all: not both at once. @throws ProfError USAGE */
function referencesOf(references: string[], { patterns, ...filters }: Selection): string[] {
  if (references.length === 0 && !isFiltered({ ...filters, patterns })) {
    throw new ProfError('USAGE', 'get wants to know which profiles', {
      hints: ['name one (checkout/cpu), or choose: --service checkout --since 7d'],
    });
  }
  if (references.length > 0 && isFiltered(filters)) {
    throw new ProfError(
      'USAGE',
      `${references[0]} says which already; filters choose where nothing is named`,
    );
  }
  return references;
}
