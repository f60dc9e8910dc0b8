import { Args, Flags } from '@oclif/core';
import { type TrendOptions, trendOf } from '../compare/trend.ts';
import { ProfError } from '../kit/errors.ts';
import { csvText } from '../present/csv.ts';
import { failureLine, storeEventLine, tableTime } from '../present/store-text.ts';
import {
  type TrendDocument,
  trendCells,
  trendCsv,
  trendDocument,
  trendNotes,
  trendText,
} from '../present/trend.ts';
import { requireFree, writeConverted } from '../report/convert.ts';
import { wantsAscii } from '../shell/ascii-choice.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { pagerFlag } from '../shell/pager-flag.ts';
import { printCsv } from '../shell/print-csv.ts';
import { reportFlags } from '../shell/report-flags.ts';

const DEFAULT_ROWS = 10;
const MAX_ROWS = 1_000;

export default class Trend extends BaseCommand<TrendDocument | undefined> {
  static override summary = 'Show how shares of functions changed over the runs of a service';
  static override description =
    `A row a function with its share of each run's total, oldest left, from 0 to its own highest; PP is the change from
the first to the last run in percentage points. All pods of a run are added up. With --function a row shows all functions
together whose names match.`;
  static override examples = [
    '<%= config.bin %> trend checkout',
    "<%= config.bin %> trend checkout/cpu --function 'json\\.' --function '^runtime\\.gc' --cum",
    '<%= config.bin %> trend checkout/heap --since 7d -o heap.svg',
    '<%= config.bin %> trend checkout --csv --since 2024-01-01 --until 2024-01-31',
  ];
  static override args = {
    service: Args.string({ description: 'the service: checkout, checkout/cpu', required: true }),
  };
  static override flags = {
    function: Flags.string({
      char: 'f',
      summary: 'only functions whose names match, added up; a row for each of several',
      helpValue: 'REGEXP',
      multiple: true,
      multipleNonGreedy: true,
    }),
    type: Flags.string({ char: 't', summary: 'the type of profile: cpu, heap, …', helpValue: 'TYPE' }),
    since: Flags.string({ summary: 'from this moment on; default: as far as --lookback', helpValue: 'TIME' }),
    until: Flags.string({ summary: 'up to this moment', helpValue: 'TIME' }),
    cum: Flags.boolean({ summary: 'count what functions call, too' }),
    'sample-index': reportFlags['sample-index'],
    top: Flags.integer({
      char: 'n',
      summary: 'show at most so many functions (10)',
      min: 1,
      max: MAX_ROWS,
      exclusive: ['all'],
    }),
    all: Flags.boolean({ summary: 'show all functions, at most 1,000' }),
    output: Flags.string({ char: 'o', summary: 'write a chart: FILE.svg', helpValue: 'FILE' }),
    overwrite: Flags.boolean({ summary: 'let -o replace a file' }),
    ascii: Flags.boolean({ summary: 'draw without block characters' }),
    ...lookbackFlag,
    ...csvFlag,
    ...pagerFlag,
  };

  async run(): Promise<TrendDocument | undefined> {
    const { args, flags } = await this.parse(Trend);
    const { out, wiring, config, page } = await this.context(flags);
    const files = await wiring.files();
    const { output: path, overwrite } = flags;
    if (path !== undefined) requireSvg(path);
    if (path !== undefined) await requireFree(path, overwrite, files);
    const options: TrendOptions = {
      service: args.service,
      type: flags.type,
      since: flags.since,
      until: flags.until,
      functions: flags.function ?? [],
      measure: flags.cum ? 'cum' : 'flat',
      sampleIndex: flags['sample-index'] ?? '',
      top: flags.all ? MAX_ROWS : (flags.top ?? DEFAULT_ROWS),
    };
    const trend = await trendOf(options, {
      ...wiring,
      limits: config.limits,
      lookbackMs: lookbackMs(flags.lookback),
      emit: (event) => {
        const line = storeEventLine(event);
        if (line !== undefined) out.note(line);
      },
    });
    for (const note of trendNotes(trend)) out.note(note);
    for (const { timeMs, error } of trend.failed) out.warn(failureLine(tableTime(timeMs), error));
    if (trend.failed.length > 0) this.exitWith('PARTIAL');
    if (path !== undefined) {
      const { trendSvg } = await import('../present/trend-svg.ts');
      await writeConverted([trendSvg(trend)], path, { isGzip: false, overwrite }, files);
      out.text(`${path}\n`);
    } else if (flags.csv) {
      await printCsv(out, csvText(trendCsv(trend), trendCells(trend)));
      return undefined;
    } else {
      const isAscii = wantsAscii(process.env, { asked: flags.ascii });
      await page([await trendText(trend, { columns: out.columns, isAscii })]);
    }
    return trendDocument(trend);
  }
}

function requireSvg(path: string): void {
  if (/\.svg$/i.test(path)) return;
  throw new ProfError('USAGE', `trend writes SVG, and ${path} does not end in .svg`, {
    hints: ['-o trend.svg; --csv and --json print the numbers'],
  });
}
