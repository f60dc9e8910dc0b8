/**
 * What a store does by itself with profiles as they grow old. Contract: test/contracts/lifecycle-rules.ts.
 *
 * Fails with ProfError: NOT_ALLOWED, UNREACHABLE, USAGE (the server knows no such rules, or refuses one).
 */
export interface LifecycleTransition {
  readonly days: number;
  /** `STANDARD_IA`, `GLACIER`, … */
  readonly storageClass: string;
}

/** A rule of the bucket, whoever made it. */
export interface LifecycleRule {
  /** Empty where it has none. */
  readonly id: string;
  /** Of the keys that it is about; undefined: it chooses otherwise, too (tags, sizes). */
  readonly prefix: string | undefined;
  readonly isEnabled: boolean;
  readonly expireDays: number | undefined;
  readonly transitions: readonly LifecycleTransition[];
  /** All of it, opaque, to be written back as it was; undefined: a new rule. */
  readonly raw?: unknown;
}

export interface LifecycleRuleSet {
  readonly rules: readonly LifecycleRule[];
  /** What the bucket says about small objects, opaque, to be written back. */
  readonly smallObjects?: string | undefined;
}

export interface LifecycleRules {
  /** `s3://bucket` */
  readonly bucketUrl: string;
  /** Of the store in its bucket; empty, or ends in `/`. */
  readonly prefix: string;
  read(): Promise<LifecycleRuleSet>;
  /** Puts this set in the place of the whole one: there is no condition that it must still be what was read. */
  replace(set: LifecycleRuleSet): Promise<void>;
}
