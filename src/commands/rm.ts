import { Args, Flags } from '@oclif/core';
import { type RmDocument, rmDocument, rmPlanText, rmText } from '../present/store-changes.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { confirm } from '../shell/confirm.ts';
import { lookbackFlag, lookbackMs } from '../shell/lookback-flag.ts';
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
    const { out, wiring } = await this.context(flags);
    const deps = { ...wiring, lookbackMs: lookbackMs(flags.lookback) };
    const planned = await planRemoval(argv as string[], deps);
    if (flags['dry-run']) {
      out.text(await rmPlanText(planned));
      return rmDocument(planned, true);
    }
    if (!flags.yes) out.text(await rmPlanText(planned));
    const what = planned.length === 1 ? 'this profile' : `these ${planned.length} profiles`;
    const store = await wiring.store();
    await confirm(`Remove ${what} from ${store.url}?`, { yes: flags.yes });
    const removed = await removeProfiles(planned, { store });
    out.text(rmText(removed));
    return rmDocument(removed, false);
  }
}
