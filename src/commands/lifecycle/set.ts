import { Flags } from '@oclif/core';
import { planLifecycle } from '../../lifecycle/change-lifecycle.ts';
import { type LifecycleDocument, lifecycleDocument, lifecyclePlanText } from '../../present/lifecycle.ts';
import { applyWhenConfirmed } from '../../shell/apply-lifecycle.ts';
import { BaseCommand } from '../../shell/base-command.ts';
import { changeFlags } from '../../shell/selection-flags.ts';

export default class LifecycleSet extends BaseCommand<LifecycleDocument> {
  static override summary = 'Let the bucket move old profiles to cheaper storage, and remove them';
  static override description =
    `One rule, for the keys of this store alone; it takes the place of the one that prof made before. Rules that
others made stay as they are. The plan is shown, and applied after a question. AWS moves no object below 128 kB to another
class unless the bucket says otherwise.`;
  static override examples = [
    '<%= config.bin %> lifecycle set --expire 30d --store s3://bucket/profiles --dry-run',
    '<%= config.bin %> lifecycle set --transition 30d:STANDARD_IA --transition 60d:GLACIER --expire 120d --yes --store s3://bucket/profiles',
  ];
  static override flags = {
    expire: Flags.string({ summary: 'remove profiles of this age', helpValue: 'DAYS' }),
    transition: Flags.string({
      summary: 'move profiles of this age to this storage class',
      helpValue: 'DAYS:CLASS',
      multiple: true,
      multipleNonGreedy: true,
    }),
    ...changeFlags,
  };

  async run(): Promise<LifecycleDocument> {
    const { flags } = await this.parse(LifecycleSet);
    const { out, wiring, signal } = await this.context(flags);
    const lifecycle = await wiring.lifecycle();
    const wish = { expire: flags.expire, transitions: flags.transition ?? [] };
    const change = await planLifecycle(wish, { lifecycle });
    const document = (changed: boolean) =>
      lifecycleDocument('set', change.bucketUrl, changed ? change.after : change.before, change.rule!.id, {
        changed,
        dryRun: flags['dry-run'],
      });
    if (!change.isChange) {
      out.note(`${change.bucketUrl} has that rule already`);
      return document(false);
    }
    out.text(lifecyclePlanText(change));
    if (flags['dry-run']) return document(false);
    await applyWhenConfirmed(change, { lifecycle, out, signal, yes: flags.yes });
    return document(true);
  }
}
