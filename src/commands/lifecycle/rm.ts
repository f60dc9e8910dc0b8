import { planLifecycleRemoval } from '../../lifecycle/change-lifecycle.ts';
import { ruleId } from '../../lifecycle/lifecycle-plan.ts';
import { type LifecycleDocument, lifecycleDocument, lifecyclePlanText } from '../../present/lifecycle.ts';
import { applyWhenConfirmed } from '../../shell/apply-lifecycle.ts';
import { BaseCommand } from '../../shell/base-command.ts';
import { changeFlags } from '../../shell/selection-flags.ts';

export default class LifecycleRm extends BaseCommand<LifecycleDocument> {
  static override summary = 'Take back the rule that prof lifecycle set made for this store';
  static override examples = ['<%= config.bin %> lifecycle rm --store s3://bucket/profiles --dry-run'];
  static override flags = { ...changeFlags };

  async run(): Promise<LifecycleDocument> {
    const { flags } = await this.parse(LifecycleRm);
    const { out, wiring, signal } = await this.context(flags);
    const lifecycle = await wiring.lifecycle();
    const change = await planLifecycleRemoval({ lifecycle });
    const own = ruleId(lifecycle.prefix);
    const document = (changed: boolean) =>
      lifecycleDocument('rm', change.bucketUrl, changed ? change.after : change.before, own, {
        changed,
        dryRun: flags['dry-run'],
      });
    if (!change.isChange) {
      out.note(`${change.bucketUrl} has no rule ${own}`);
      return document(false);
    }
    out.text(lifecyclePlanText(change));
    if (flags['dry-run']) return document(false);
    await applyWhenConfirmed(change, { lifecycle, out, signal, yes: flags.yes });
    return document(true);
  }
}
