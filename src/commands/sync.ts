import { Args, Flags } from '@oclif/core';
import {
  movesSummary,
  movesText,
  type SyncDocument,
  syncAsIfDone,
  syncDocument,
} from '../present/transfers.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { confirmMoves } from '../shell/confirm-moves.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import {
  changeFlags,
  filterFlags,
  parallelFlag,
  patternFlags,
  selectionOf,
} from '../shell/selection-flags.ts';
import { parseDestination, parseStorePlace } from '../store/store-place.ts';
import { planSync, syncStores } from '../store/sync-stores.ts';

export default class Sync extends BaseCommand<SyncDocument> {
  static override summary = 'Make a store hold the profiles of another';
  static override description =
    `One way, as aws s3 sync: what the destination does not have is copied under the same key, bytes and
metadata; what is there already is left alone, so a sync that was stopped goes on where it was. A store is s3://bucket/prefix,
a folder, demo, or store: for the configured one; a day, or a day and a service, behind it means that part of the source.
Another profile at the same key is replaced, and with --delete what only the destination has is removed, both after a
question. Only profiles are touched, under the keys that prof ls reads.`;
  static override examples = [
    '<%= config.bin %> sync s3://bucket/profiles ./profiles',
    '<%= config.bin %> sync s3://bucket/profiles/2024-01-15/checkout/ ./profiles',
    "<%= config.bin %> sync ./profiles s3://bucket/profiles --include '*-cpu.pprof'",
    '<%= config.bin %> sync store: ./copy --service checkout --since 7d',
    '<%= config.bin %> sync s3://bucket/profiles ./mirror --delete --dry-run',
  ];
  static override args = {
    source: Args.string({ description: 'the store to read', required: true }),
    destination: Args.string({ description: 'the store to write', required: true }),
  };
  static override flags = {
    delete: Flags.boolean({ summary: 'remove what only the destination has, of what is selected' }),
    checksum: Flags.boolean({ summary: 'compare SHA-256 of all, not only size and time' }),
    ...filterFlags,
    ...patternFlags,
    ...changeFlags,
    ...parallelFlag,
  };

  async run(): Promise<SyncDocument> {
    const { flags, args, raw } = await this.parse(Sync);
    const { out, wiring, signal, progress } = await this.context(flags);
    const { store, part } = parseStorePlace(args.source);
    const into = parseDestination(args.destination, part);
    const deps = {
      clock: wiring.clock,
      source: await this.openStore(store, flags),
      destination: await this.openStore(into, flags),
      parallel: flags.parallel,
      signal,
    };
    const selection = { ...selectionOf(flags, raw), part };
    const plan = await planSync({ selection, delete: flags.delete, checksum: flags.checksum }, deps);
    const planned = syncAsIfDone(plan);
    if (flags['dry-run']) {
      out.text(movesText(planned, planned.deleted, true));
      out.note(`would be: ${movesSummary(planned, planned.deleted)}`);
      return syncDocument(planned, true);
    }
    await confirmMoves(planned, planned.deleted, { yes: flags.yes, out, destination: plan.destination });
    const bar = followTransfer(progress);
    const result = await syncStores(plan, { ...deps, emit: bar.emit }).finally(bar.end);
    out.text(movesText(result, result.deleted, false));
    const changed = result.copied.length + result.replaced.length + result.deleted.length;
    const isPartial = reportTransfer(out, { ...result, doneCount: changed });
    out.note(movesSummary(result, result.deleted));
    if (isPartial) this.exitWith('PARTIAL');
    return syncDocument(result, false);
  }
}
