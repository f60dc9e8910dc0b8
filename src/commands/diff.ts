import { Args, Flags } from '@oclif/core';
import { type CompareOptions, compareSides } from '../compare/compare-sides.ts';
import { diffDetails } from '../compare/diff-details.ts';
import { type DiffReport, diffReport } from '../compare/diff-report.ts';
import { findComparison, type SidesAgainst } from '../compare/find-against.ts';
import type { GateResult } from '../compare/judge-sides.ts';
import { loadAll } from '../compare/load-sides.ts';
import { serviceOf } from '../compare/service-of.ts';
import { type CanaryDocument, canaryDocument } from '../present/canary.ts';
import { csvText } from '../present/csv.ts';
import { comparisonText, comparisonVerdict } from '../present/diff-comparison.ts';
import { diffCsv } from '../present/diff-csv.ts';
import { diffDetailsDocument, diffDetailsText } from '../present/diff-details.ts';
import { type DiffDocument, diffDocument, diffRowDocument } from '../present/diff-document.ts';
import { tooFewText } from '../present/diff-words.ts';
import { gateDocument } from '../present/gate-document.ts';
import { storeEventLine } from '../present/store-text.ts';
import { safeLines } from '../report/safe-lines.ts';
import { strictSymbolize } from '../report/symbolize-option.ts';
import { BaseCommand, type CommandContext } from '../shell/base-command.ts';
import { canaryFlags, suggestCanary, wantsCanary } from '../shell/canary-flags.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { diffFormatFlags, formatComparison } from '../shell/diff-formats.ts';
import { gateFlags, gateSettingsOf } from '../shell/gate-flags.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { pagerFlag } from '../shell/pager-flag.ts';
import { printCsv } from '../shell/print-csv.ts';
import { reportFlags, reportOptionsOf, sourceMapsOf } from '../shell/report-flags.ts';
import type { CanaryFlagValues } from '../shell/run-canary.ts';
import type { LoadDeps } from '../store/load-profiles.ts';
import type { Wiring } from '../wire.ts';

const DEFAULT_ROWS = 20;

export default class Diff extends BaseCommand<DiffDocument | undefined> {
  static override summary = 'Show what changed between two profiles';
  static override description =
    `Values are what functions use themselves (with --cum: with all that they call); PP is the change of a
function's share of its side's total, in percentage points. Without TARGET, BASE is compared with the newest run of
its service and type. Several profiles on a side (the pods of a run, a folder, a window of time) are samples of it: medians
are compared, and a rank-sum test tells change from chance.
With --base, the one argument is TARGET, and the base may be told by what it means: latest (the run before), @yesterday
or another @TIME, same-hour-last-week, previous-release, git:BRANCH.
With --canary, BASE is a deployment: pods of its previous and of its newest revision are captured, stored, and compared.`;
  static override examples = [
    '<%= config.bin %> diff checkout/cpu~1',
    '<%= config.bin %> diff checkout/cpu@yesterday checkout/cpu',
    '<%= config.bin %> diff --base previous-release checkout/cpu',
    '<%= config.bin %> diff ./before.pb.gz ./after.pb.gz --cum -n 50',
    '<%= config.bin %> diff checkout/heap@-1d --sample-index inuse_objects --json',
    '<%= config.bin %> diff checkout/cpu@-7d --exit-code --text',
    "<%= config.bin %> diff ./base/ ./new/ --fail-on 'total>+5%' --fail-on 'flat(main.parse)>+10%'",
    "<%= config.bin %> diff checkout/cpu~1 --fail-on 'any>+10%' --markdown",
    "<%= config.bin %> diff deploy/checkout --canary --fail-on 'any>+10%'",
  ];
  static override args = {
    base: Args.string({
      description: 'the profile to compare with; with --base, the profile to judge',
      required: true,
    }),
    target: Args.string({
      description: "the profile to judge; default: the newest of BASE's service and type",
    }),
  };
  static override flags = {
    base: Flags.string({
      summary:
        'compare with this: a reference, latest, @TIME, same-hour-last-week, previous-release, git:BRANCH',
      helpValue: 'BASELINE',
    }),
    top: Flags.integer({
      char: 'n',
      summary: 'show at most so many functions (20)',
      min: 1,
      exclusive: ['all'],
    }),
    all: Flags.boolean({ summary: 'show all functions that changed' }),
    cum: Flags.boolean({ summary: 'compare with what functions call included' }),
    text: Flags.boolean({ summary: 'print the form of pprof -diff_base', exclusive: ['csv'] }),
    'exit-code': Flags.boolean({ summary: 'exit 1 if anything differs' }),
    ...csvFlag,
    ...pagerFlag,
    ...lookbackFlag,
    ...gateFlags,
    ...diffFormatFlags,
    'trim-path': reportFlags['trim-path'],
    normalize: reportFlags.normalize,
    'sample-index': reportFlags['sample-index'],
    granularity: reportFlags.granularity,
    noinlines: reportFlags.noinlines,
    symbolize: reportFlags.symbolize,
    'source-map': reportFlags['source-map'],
    'all-frames': reportFlags['all-frames'],
    focus: reportFlags.focus,
    ignore: reportFlags.ignore,
    hide: reportFlags.hide,
    show: reportFlags.show,
    'show-from': reportFlags['show-from'],
    'prune-from': reportFlags['prune-from'],
    tagfocus: reportFlags.tagfocus,
    tagignore: reportFlags.tagignore,
    'relative-percentages': reportFlags['relative-percentages'],
    ...canaryFlags,
  };

  async run(): Promise<DiffDocument | undefined> {
    const { args, flags, raw } = await this.parse(Diff);
    const isCanary = wantsCanary(flags, args.target, raw);
    const context = await this.context(flags);
    const { out, wiring, config, page } = context;
    const warn = (message: string) => out.note(message);
    const load: LoadDeps = {
      ...wiring,
      limits: config.limits,
      lookbackMs: lookbackMs(flags.lookback),
      sourceMaps: sourceMapsOf(flags['source-map']),
      emit: (event) => {
        const line = storeEventLine(event);
        if (line !== undefined) out.note(line);
      },
    };
    const canary = isCanary ? await this.#capture(args.base, flags, { ...context, load }) : undefined;
    const sides =
      canary?.sides ?? (await findComparison(args, flags.base, load).catch(suggestCanary(args.base)));
    if (sides.baseline !== undefined) out.note(`base is ${sides.baseline}`);
    const options = {
      ...sides,
      report: reportOptionsOf(flags),
      measure: flags.cum ? ('cum' as const) : ('flat' as const),
      normalize: flags.normalize,
      symbolize: strictSymbolize(flags.symbolize ?? ''),
      allFrames: flags['all-frames'],
      gate: gateSettingsOf({ flags, files: config.diff, service: serviceOf(sides) }),
    };
    const comparison = await compareSides(options, { warn });
    const { diff, gate } = comparison;
    if (diff.differs && flags['exit-code']) this.exitWith('DIFFERS');
    this.#judge(gate, warn);
    if (flags.csv) {
      await printCsv(out, csvText(diffCsv(diff), diff.rows.slice(0, flags.top).map(diffRowDocument)));
      return undefined;
    }
    const formatted = await formatComparison(comparison, {
      flags,
      top: flags.top ?? DEFAULT_ROWS,
      trimPath: flags['trim-path'] ?? '',
      version: this.config.version,
    });
    if (formatted !== undefined) {
      out.data(out.isTerminal ? safeLines(formatted) : formatted);
      return undefined;
    }
    const details = await diffDetails(diff.sampleType, options, comparison.sides);
    if (flags.text) {
      const text = await this.#pprofForm({ ...options, top: flags.top ?? 0 }, wiring);
      if (out.isTerminal) await page([safeLines(text.text)]);
      else if (!out.json) await out.bytes(text.bytes);
    } else {
      const top = flags.all ? undefined : (flags.top ?? DEFAULT_ROWS);
      const { columns } = out;
      const parts = [comparisonText(comparison, { top, columns }), diffDetailsText(details, { columns })];
      await page(await Promise.all(parts));
    }
    // Thousands of rows, that nobody would see.
    if (!out.json) return undefined;
    return diffDocument(diff, {
      verdict: comparisonVerdict(comparison),
      top: flags.top,
      baseline: sides.baseline,
      gate: gateDocument(comparison),
      details: diffDetailsDocument(details),
      canary: canary?.document,
    });
  }

  /** Both sides of a canary. What could not be captured is told, and that the rest is compared all the same. */
  async #capture(
    deployment: string,
    flags: CanaryFlagValues,
    context: CommandContext & { readonly load: LoadDeps },
  ): Promise<{ readonly sides: SidesAgainst; readonly document: CanaryDocument }> {
    const { runCanary } = await import('../shell/run-canary.ts');
    const found = await runCanary(deployment, flags, context);
    if (found.result.failures.length > 0) this.exitWith('PARTIAL');
    return { sides: { ...found, baseline: undefined }, document: canaryDocument(found) };
  }

  /** The exit status that the rules ask for. */
  #judge(gate: GateResult, note: (message: string) => void): void {
    if (gate.state === 'fired') this.exitWith('DIFFERS');
    if (!gate.settings.requireTest || gate.test?.isPossible === true) return;
    note(`--require-test: ${tooFewText(gate) ?? 'one profile a side is not tested'}`);
    this.exitWith('USAGE');
  }

  async #pprofForm(
    options: CompareOptions & { readonly top: number },
    { files }: Wiring,
  ): Promise<DiffReport> {
    const [base, target] = [await loadAll(options.base), await loadAll(options.target)];
    return diffReport({ ...options, base, target }, { files, timeZone: process.env.TZ });
  }
}
