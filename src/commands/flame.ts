import { Args, Flags } from '@oclif/core';
import { flameFile } from '../flame-file/flame-file.ts';
import { chooseFlameOutput, FLAME_OUTPUTS } from '../flame-file/flame-output.ts';
import { ProfError } from '../kit/errors.ts';
import { type FlameFileDocument, flameFileDocument, flameFileText } from '../present/flame-file.ts';
import { requireFree, writeConverted } from '../report/convert.ts';
import { flameReport } from '../report/flame-report.ts';
import { activeFilters } from '../report/report-header.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { loadComparedSubject } from '../shell/compared-subject.ts';
import { lookbackFlag } from '../shell/lookback-flag.ts';
import { printPieces } from '../shell/report-command.ts';
import { reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import { screenFlags } from '../shell/screen-flags.ts';

/** Boxes are as wide as sums, each in a unit of its own. */
const { mean: _, unit: _unit, 'divide-by': _divideBy, ...selectionFlags } = reportFlags;

export default class Flame extends BaseCommand<FlameFileDocument | undefined> {
  static override summary = 'Show a flame graph in the terminal, or write one that opens in any browser';
  static override description =
    `On a terminal it is a screen to explore by keys and mouse: ? lists the keys. With -o it is a file.
Two profiles are compared: boxes are orange for more than the first, blue for less.
An HTML file is a page to explore: search, zoom, sample types, callers. An SVG file is a picture.`;
  static override examples = [
    '<%= config.bin %> flame checkout/cpu',
    '<%= config.bin %> flame checkout/cpu -o flame.html',
    '<%= config.bin %> flame checkout/cpu~1 checkout/cpu -o flame-change.html',
    '<%= config.bin %> flame ./heap.pb.gz -o flame.svg --sample-index inuse_space',
  ];
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -', required: true }),
    target: Args.string({ description: 'what to compare with it' }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      summary: 'write a file instead of a screen; - is standard output',
      helpValue: 'FILE',
    }),
    to: Flags.option({ summary: 'what to write, whatever the name of the file', options: FLAME_OUTPUTS })(),
    overwrite: Flags.boolean({ summary: 'replace a file that is there' }),
    ...screenFlags,
    ...selectionFlags,
    ...lookbackFlag,
  };

  async run(): Promise<FlameFileDocument | undefined> {
    const { args, flags } = await this.parse(Flame);
    const context = await this.context(flags);
    if (flags.output === undefined) {
      const { flameScreen } = await import('../shell/flame-screen.ts');
      await flameScreen({ ...args, flags, argv: this.argv }, context);
      return undefined;
    }
    const { out, wiring } = context;
    const isStream = flags.output === '-';
    const output = chooseFlameOutput(flags.to, flags.output);
    if (isStream && flags.json) throw new ProfError('USAGE', '-o - and --json both want standard output');
    const files = await wiring.files();
    if (!isStream) await requireFree(flags.output, flags.overwrite, files);
    const loaded = await loadComparedSubject(args, flags, context);
    const selection = reportOptionsOf(flags);
    const report = await flameReport(loaded.profile, selection, { warn: (message) => out.note(message) });
    const notes = activeFilters(selection);
    const text = await flameFile({ report, ...loaded, output, notes }, wiring);
    if (isStream) {
      await printPieces(out, [text]);
      return undefined;
    }
    const options = { isGzip: false, overwrite: flags.overwrite };
    const document = flameFileDocument(
      await writeConverted([text], flags.output, options, files),
      output,
      loaded,
    );
    out.text(flameFileText(document));
    return document;
  }
}
