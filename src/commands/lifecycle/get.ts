import { ruleId } from '../../lifecycle/lifecycle-plan.ts';
import { type LifecycleDocument, lifecycleDocument, lifecycleText } from '../../present/lifecycle.ts';
import { BaseCommand } from '../../shell/base-command.ts';

export default class LifecycleGet extends BaseCommand<LifecycleDocument> {
  static override summary = 'Show what the bucket does with profiles as they grow old';
  static override examples = ['<%= config.bin %> lifecycle get --store s3://bucket/profiles'];

  async run(): Promise<LifecycleDocument> {
    const { flags } = await this.parse(LifecycleGet);
    const { out, wiring } = await this.context(flags);
    const lifecycle = await wiring.lifecycle();
    const own = ruleId(lifecycle.prefix);
    const set = await lifecycle.read();
    out.text(await lifecycleText(set, own));
    if (set.rules.length === 0) out.note(`${lifecycle.bucketUrl} has no rules; prof lifecycle set makes one`);
    return lifecycleDocument('get', lifecycle.bucketUrl, set, own);
  }
}
