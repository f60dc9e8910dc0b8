import { Args, Flags } from '@oclif/core';
import { compareGoroutines } from '../goroutines/compare-goroutines.ts';
import { listGoroutines } from '../goroutines/list-goroutines.ts';
import { loadGoroutines } from '../goroutines/load-goroutines.ts';
import { sumGoroutines } from '../goroutines/sum-goroutines.ts';
import {
  type GoroutineSumsDocument,
  type GoroutinesDocument,
  goroutineSumsCsv,
  goroutineSumsDocument,
  goroutineSumsText,
  goroutinesCsv,
  goroutinesDocument,
  goroutinesText,
} from '../present/goroutines.ts';
import {
  type GoroutinesDiffDocument,
  goroutinesDiffDocument,
  goroutinesDiffText,
  hasGrown,
} from '../present/goroutines-diff.ts';
import { storeEventLine } from '../present/store-text.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { csvFlag } from '../shell/csv-flag.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { pagerFlag } from '../shell/pager-flag.ts';
import { printCsv } from '../shell/print-csv.ts';
import { reportFlags, reportOptionsOf } from '../shell/report-flags.ts';
import type { StoreEvent } from '../store/events.ts';

const DEFAULT_ROWS = 20;

type Document = GoroutinesDocument | GoroutineSumsDocument | GoroutinesDiffDocument;

export default class Goroutines extends BaseCommand<Document | undefined> {
  static override summary = 'Group goroutines by equal stacks, and find those that grow';
  static override description =
    `Reads goroutine profiles, their text (debug=1), and dumps: what debug=2 answers and what a crash or SIGQUIT prints,
also inside of a log. Only dumps say who created a goroutine and how long it waits; of the others, states are inferred
from stacks. With --base, stacks whose number differs: those that grow may leak.`;
  static override examples = [
    '<%= config.bin %> goroutines checkout',
    '<%= config.bin %> goroutines ./crash.log --full',
    "<%= config.bin %> goroutines 'http://localhost:6060/debug/pprof/goroutine?debug=2' --by creator",
    '<%= config.bin %> goroutines checkout --base checkout@-1h --exit-code',
  ];
  static override strict = false;
  static override args = {
    profile: Args.string({ description: 'a reference, path, URL or -; several are merged', required: true }),
  };
  static override flags = {
    base: Flags.string({
      summary: 'compare with this profile: stacks that grew, are new, shrank, are gone',
      helpValue: 'REF',
      aliases: ['diff-base', 'diff_base'],
    }),
    by: Flags.option({
      summary: 'add up by stack, state or creator',
      options: ['stack', 'state', 'creator'] as const,
    })({
      default: 'stack',
    }),
    top: Flags.integer({ char: 'n', summary: 'show at most so many (20)', min: 1, exclusive: ['all'] }),
    all: Flags.boolean({ summary: 'show all' }),
    full: Flags.boolean({ summary: 'whole stacks with whole paths' }),
    csv: { ...csvFlag.csv, exclusive: ['json', 'base'] },
    'exit-code': Flags.boolean({ summary: 'exit 1 if a stack grew', dependsOn: ['base'] }),
    ...pagerFlag,
    ...lookbackFlag,
    focus: reportFlags.focus,
    ignore: reportFlags.ignore,
    tagfocus: reportFlags.tagfocus,
    tagignore: reportFlags.tagignore,
  };

  async run(): Promise<Document | undefined> {
    const { flags, argv } = await this.parse(Goroutines);
    const { out, wiring, config, page } = await this.context(flags);
    const loadDeps = {
      ...wiring,
      limits: config.limits,
      lookbackMs: lookbackMs(flags.lookback),
      emit: (event: StoreEvent) => {
        const line = storeEventLine(event);
        if (line !== undefined) out.note(line);
      },
    };
    const filters = reportOptionsOf(flags);
    const deps = { warn: (message: string) => out.note(message) };
    const top = flags.all ? undefined : (flags.top ?? DEFAULT_ROWS);
    const text = { top, isFull: flags.full, columns: out.columns };
    const target = await loadGoroutines(argv as string[], loadDeps);
    for (const remark of target.remarks) out.note(remark);
    if (flags.base !== undefined) {
      const base = await loadGoroutines([flags.base], loadDeps);
      for (const remark of base.remarks) out.note(remark);
      const comparison = await compareGoroutines(base.profile, target.profile, filters, deps);
      if (flags['exit-code'] && hasGrown(comparison)) this.exitWith('DIFFERS');
      await page([await goroutinesDiffText(comparison, text)]);
      return goroutinesDiffDocument(comparison, { base: base.names, target: target.names, top: flags.top });
    }
    const list = await listGoroutines(target.profile, filters, deps);
    if (flags.by !== 'stack') {
      const sums = sumGoroutines(list.groups, flags.by);
      const document = goroutineSumsDocument(list, sums, { names: target.names, by: flags.by });
      if (flags.csv) {
        await printCsv(out, goroutineSumsCsv(document));
        return undefined;
      }
      await page([await goroutineSumsText(list, sums, { by: flags.by, top })]);
      return document;
    }
    if (flags.csv) {
      await printCsv(out, goroutinesCsv(list, flags.top));
      return undefined;
    }
    await page([await goroutinesText(list, text)]);
    return goroutinesDocument(list, { names: target.names, top: flags.top });
  }
}
