import { Flags } from '@oclif/core';
import { parseSize } from '../config/parse-size.ts';
import { ProfError } from '../kit/errors.ts';
import {
  type PruneDocument,
  pruneDocument,
  pruneSummary,
  rmPlanText,
  rmText,
} from '../present/store-changes.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { confirm } from '../shell/confirm.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import { changeFlags, filterFlags, patternFlags, selectionOf } from '../shell/selection-flags.ts';
import { planPrune } from '../store/prune-profiles.ts';
import { removeProfiles } from '../store/remove-profiles.ts';

export default class Prune extends BaseCommand<PruneDocument> {
  static override summary = 'Remove old or large profiles from the store';
  static override description =
    `What fulfils all the given conditions is removed, after it was shown and a question. --keep-last counts
runs of each service and type, the newest ones, and those stay whatever else holds. Only profiles under prof's own keys are
touched. Without a terminal to ask on nothing is removed unless --yes is given.`;
  static override examples = [
    '<%= config.bin %> prune --older-than 30d --dry-run',
    '<%= config.bin %> prune --older-than 30d --keep-last 10',
    '<%= config.bin %> prune --larger-than 10MB --older-than 7d --type heapsnapshot',
    '<%= config.bin %> prune --keep-last 100 --service checkout --yes',
  ];
  static override flags = {
    'older-than': Flags.string({ summary: 'taken longer ago than this', helpValue: 'DURATION' }),
    'larger-than': Flags.string({ summary: 'larger than this', helpValue: 'SIZE' }),
    'keep-last': Flags.integer({
      summary: 'never one of so many newest runs of its service and type',
      helpValue: 'N',
      min: 0,
    }),
    ...filterFlags,
    ...patternFlags,
    ...changeFlags,
  };

  async run(): Promise<PruneDocument> {
    const { flags, raw } = await this.parse(Prune);
    const { out, wiring, signal, progress } = await this.context(flags);
    const store = await wiring.store();
    const planned = await planPrune(
      {
        selection: selectionOf(flags, raw),
        olderThan: flags['older-than'],
        largerThanBytes: sizeOf(flags['larger-than']),
        keepLast: flags['keep-last'],
      },
      { store, clock: wiring.clock, signal },
    );
    const nothing = { removed: [], failed: [], remaining: 0 };
    if (flags['dry-run'] || planned.length === 0) {
      if (planned.length > 0) out.text(await rmPlanText(planned));
      out.note(
        planned.length === 0 ? `nothing to prune in ${store.url}` : `would be ${pruneSummary(planned)}`,
      );
      return pruneDocument({ ...nothing, removed: planned }, store.url, flags['dry-run']);
    }
    if (!flags.yes) out.text(await rmPlanText(planned));
    await confirm(`Remove ${pruneSummary(planned)} from ${store.url}?`, { yes: flags.yes });
    const bar = followTransfer(progress);
    const result = await removeProfiles(planned, { store, signal, emit: bar.emit }).finally(bar.end);
    out.text(rmText(result.removed));
    if (reportTransfer(out, { ...result, doneCount: result.removed.length })) this.exitWith('PARTIAL');
    out.note(`removed ${pruneSummary(result.removed)}`);
    return pruneDocument(result, store.url, false);
  }
}

function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = parseSize(text);
  if (size !== undefined) return size;
  throw new ProfError('USAGE', `--larger-than wants a size, not ${text}`, { hints: ['for example 10MB'] });
}
