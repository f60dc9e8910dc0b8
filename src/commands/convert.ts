import { Args, Flags } from '@oclif/core';
import { ProfError } from '../kit/errors.ts';
import { type ConvertDocument, convertDocument, convertText, topTable } from '../present/convert.ts';
import { convertProfile, requireFree, writeConverted } from '../report/convert.ts';
import { chooseOutput, INPUT_NAMES, OUTPUT_NAMES } from '../report/output-kind.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { loadSubject, printPieces } from '../shell/report-command.ts';
import { graphFlags, nodeFlags, reportFlags, reportOptionsOf } from '../shell/report-flags.ts';

export default class Convert extends BaseCommand<ConvertDocument | undefined> {
  static override summary = 'Write a profile in another format';
  static override description =
    `What is read is known by its content; what is written by the end of the file's name, or by --to.
Several profiles are merged. Options of reports apply.`;
  static override examples = [
    '<%= config.bin %> convert checkout/cpu -o checkout.speedscope.json',
    '<%= config.bin %> convert app.cpuprofile -o app.pb.gz',
    '<%= config.bin %> convert cpu.pb.gz -o json.folded --focus json',
    '<%= config.bin %> convert perf-script.txt -o perf.pb.gz',
    '<%= config.bin %> convert heap.pb.gz -o alloc.callgrind --sample-index alloc_space',
    '<%= config.bin %> convert cpu.pb.gz --to csv',
    '<%= config.bin %> convert checkout/cpu -o graph.svg --focus json',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'the file to write; - is standard output',
      default: '-',
      helpValue: 'FILE',
    }),
    to: Flags.string({ summary: 'what to write, whatever the name of the file', options: [...OUTPUT_NAMES] }),
    from: Flags.custom<(typeof INPUT_NAMES)[number]>({
      summary: 'what the profiles are, whatever they look like',
      options: [...INPUT_NAMES],
    })(),
    overwrite: Flags.boolean({ summary: 'replace a file that is there' }),
    ...reportFlags,
    ...nodeFlags,
    ...graphFlags,
    ...lookbackFlag,
  };

  async run(): Promise<ConvertDocument | undefined> {
    const { flags, argv } = await this.parse(Convert);
    const context = await this.context(flags);
    const { out, wiring } = context;
    const path = flags.output;
    const isStream = path === '-';
    const choice = chooseOutput(flags.to, path);
    if (isStream && flags.json) throw new ProfError('USAGE', '-o - and --json both want standard output');
    if (isStream && choice.isBinary) out.requireNoTerminal();
    const files = await wiring.files();
    if (!isStream) await requireFree(path, flags.overwrite, files);
    const { loaded, deps } = await loadSubject(argv as string[], flags, context);
    const pieces = await convertProfile(
      {
        profile: loaded.profile,
        output: choice.output,
        name: loaded.names.join(', '),
        report: reportOptionsOf(flags),
      },
      {
        ...deps,
        ...wiring,
        stop: () => context.signal,
        warn: (message) => out.note(message),
        cwd: process.cwd(),
        renderTable: (report, kind) => topTable(report, kind, loaded),
      },
    );
    if (isStream) {
      await printPieces(out, pieces);
      return undefined;
    }
    const written = await writeConverted(pieces, path, { ...choice, overwrite: flags.overwrite }, files);
    const document = convertDocument(written, choice.output.id, loaded);
    out.text(convertText(document));
    return document;
  }
}
