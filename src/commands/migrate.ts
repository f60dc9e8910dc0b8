import { Args, Flags } from '@oclif/core';
import { migrateProfiles } from '../migrate/migrate-profiles.ts';
import { planMigration, requireMoves } from '../migrate/plan-migration.ts';
import {
  liveBasesText,
  type MigrateDocument,
  migrateDocument,
  migratedText,
  migrationTable,
  nothingToMove,
} from '../present/migrate.ts';
import { BaseCommand } from '../shell/base-command.ts';
import { confirm } from '../shell/confirm.ts';
import { followTransfer } from '../shell/follow-transfer.ts';
import { reportTransfer } from '../shell/report-transfer.ts';
import { changeFlags, parallelFlag } from '../shell/selection-flags.ts';

const SHOWN_UNPLACED = 20;

export default class Migrate extends BaseCommand<MigrateDocument> {
  static override summary = 'Bring profiles from other layouts into the store';
  static override description =
    `Understood are namespace/pod-name/timestamp/type.pprof, the keys of OpenProfiling and autopgo, with --service any
folder of profiles, and by --pattern keys of one's own. The service of a pod is told by its name. Each profile is copied,
the copy read back, and with --move only then removed from where it was. Stopped, it goes on at the next run. Without
SOURCE it is the store itself.`;
  static override examples = [
    '<%= config.bin %> migrate s3://old-bucket --dry-run',
    '<%= config.bin %> migrate ./loose/ --service checkout --dry-run',
    "<%= config.bin %> migrate s3://old-bucket --pattern '{service}/{pod}/{time}-{type}.{ext}'",
    '<%= config.bin %> migrate --move --yes',
  ];
  static override args = {
    source: Args.string({ description: 'a store or a folder: s3://bucket/prefix, ./folder/' }),
  };
  static override flags = {
    pattern: Flags.string({
      summary: 'how keys are built: {namespace}, {pod}, {service}, {time}, {type}, {ext}, {any}',
      helpValue: 'PATTERN',
    }),
    service: Flags.string({ summary: 'whose profiles they are', helpValue: 'NAME' }),
    move: Flags.boolean({ summary: 'remove each from its old place once its copy was read back' }),
    ...changeFlags,
    ...parallelFlag,
  };

  async run(): Promise<MigrateDocument> {
    const { flags, args } = await this.parse(Migrate);
    const { out, wiring, config, signal, progress } = await this.context(flags);
    const destination = await wiring.store();
    const source = args.source === undefined ? destination : await this.openStore(args.source, flags);
    const places = { source: source.url, destination: destination.url };
    const plan = await planMigration(flags, { source, destination, limits: config.limits, signal });
    for (const { key, why } of plan.unplaced.slice(0, SHOWN_UNPLACED)) out.warn(`not placed: ${key}: ${why}`);
    const further = plan.unplaced.length - SHOWN_UNPLACED;
    if (further > 0) out.warn(`not placed: ${further} more (--json lists them)`);
    requireMoves(plan, source);
    if (plan.moves.length === 0) out.note(nothingToMove(plan));
    const live = flags.move ? liveBasesText(plan) : undefined;
    if (live !== undefined) out.warn(live);
    if (flags['dry-run'] || plan.moves.length === 0) {
      if (plan.moves.length > 0) out.text(await migrationTable(plan));
      return migrateDocument(plan, undefined, places);
    }
    if (flags.move) {
      if (!flags.yes) out.text(await migrationTable(plan));
      await confirm(`Move ${plan.moves.length} profiles out of ${source.url}?`, { yes: flags.yes });
    }
    const bar = followTransfer(progress);
    const deps = { source, destination, signal, parallel: flags.parallel, emit: bar.emit };
    const done = await migrateProfiles(plan.moves, { move: flags.move }, deps).finally(bar.end);
    if (reportTransfer(out, { ...done, doneCount: done.migrated.length })) this.exitWith('PARTIAL');
    out.note(migratedText(done));
    return migrateDocument(plan, done, places);
  }
}
