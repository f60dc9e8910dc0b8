import { Args, Flags } from '@oclif/core';
import { type RmDocument, rmDocument, rmPlanText, rmText } from '../present/store-changes.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { confirm } from '../shell/confirm.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import { planRemoval, removeProfiles } from '../store/remove-profiles.ts';

export default class Rm extends BaseCommand<RmDocument> {
  static override summary = 'Remove profiles from the store';
  static override description =
    `A reference means one run: all its pods, and without a type all its types. What would be removed is
shown first; without a terminal to ask on, nothing is removed unless --yes is given.`;
  static override examples = [
    '<%= config.bin %> rm checkout/cpu --dry-run',
    '<%= config.bin %> rm store:2024-01-15/checkout/20240115-120000-cpu.pprof --yes',
    '<%= config.bin %> rm checkout@2024-01-01..2024-01-31',
  ];
  static override strict = false;
  static override args = {
    reference: Args.string({
      description: 'SERVICE[/TYPE][@WHEN][~N] or store:KEY, one or more',
      required: true,
    }),
  };
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'show what would be removed, and remove nothing' }),
    yes: Flags.boolean({ char: 'y', summary: 'remove without asking' }),
    ...lookbackFlag,
  };

  async run(): Promise<RmDocument> {
    const { flags, argv } = await this.parse(Rm);
    const { out, wiring, signal, progress } = await this.context(flags);
    const deps = { ...wiring, lookbackMs: lookbackMs(flags.lookback) };
    const planned = await planRemoval(argv as string[], deps);
    if (flags['dry-run']) {
      out.text(await rmPlanText(planned));
      return rmDocument({ removed: planned, failed: [], remaining: 0 }, true);
    }
    if (!flags.yes) out.text(await rmPlanText(planned));
    const what = planned.length === 1 ? 'this profile' : `these ${planned.length} profiles`;
    const store = await wiring.store();
    await confirm(`Remove ${what} from ${store.url}?`, { yes: flags.yes });
    const bar = followTransfer(progress);
    const result = await removeProfiles(planned, { store, signal, emit: bar.emit }).finally(bar.end);
    out.text(rmText(result.removed));
    if (reportTransfer(out, { ...result, doneCount: result.removed.length })) this.exitWith('PARTIAL');
    return rmDocument(result, false);
  }
}
