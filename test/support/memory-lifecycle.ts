import type { LifecycleRuleSet, LifecycleRules } from '../../src/ports/lifecycle-rules.ts';

/** Rules of a bucket that only this process has. */
export class MemoryLifecycle implements LifecycleRules {
  readonly bucketUrl = 's3://bucket';
  readonly prefix: string;
  set: LifecycleRuleSet = { rules: [] };
  /** Runs before each reading. */
  beforeRead: () => void = () => {};

  constructor(prefix = 'profiles/') {
    this.prefix = prefix;
  }

  async read(): Promise<LifecycleRuleSet> {
    this.beforeRead();
    return this.set;
  }

  async replace(set: LifecycleRuleSet): Promise<void> {
    // A server gives back what it made of a rule.
    const rules = set.rules.map((rule) => ({ ...rule, raw: rule.raw ?? { stored: rule.id } }));
    this.set = { ...set, rules };
  }
}
