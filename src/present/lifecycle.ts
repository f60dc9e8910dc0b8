import { safeText } from '../kit/safe-text.ts';
import type { LifecycleChange } from '../lifecycle/change-lifecycle.ts';
import { formatTable } from './table.ts';

type LifecycleRuleSet = LifecycleChange['before'];
type LifecycleRule = LifecycleRuleSet['rules'][number];

/** What `prof lifecycle get`, `set` and `rm` print with `--json`. */
export interface LifecycleDocument {
  readonly schema: `prof.lifecycle.${'get' | 'set' | 'rm'}.v1`;
  readonly bucket: string;
  /** What holds now. */
  readonly rules: readonly LifecycleRuleDocument[];
  /** Of `set` and `rm`: whether the rules were changed. */
  readonly changed?: boolean;
  readonly dryRun?: boolean;
}

export interface LifecycleRuleDocument {
  readonly id: string;
  readonly prefix: string | null;
  readonly enabled: boolean;
  readonly expireDays: number | null;
  readonly transitions: readonly { readonly days: number; readonly storageClass: string }[];
  /** It is prof's, for this store. */
  readonly own: boolean;
}

export function lifecycleDocument(
  command: 'get' | 'set' | 'rm',
  bucket: string,
  set: LifecycleRuleSet,
  own: string,
  change: { readonly changed?: boolean; readonly dryRun?: boolean } = {},
): LifecycleDocument {
  return {
    schema: `prof.lifecycle.${command}.v1`,
    bucket,
    rules: set.rules.map((rule) => ruleDocument(rule, own)),
    ...change,
  };
}

function ruleDocument({ id, prefix, isEnabled, expireDays, transitions }: LifecycleRule, own: string) {
  const steps = transitions.map(({ days, storageClass }) => ({ days, storageClass }));
  return {
    id,
    prefix: prefix ?? null,
    enabled: isEnabled,
    expireDays: expireDays ?? null,
    transitions: steps,
    own: id === own,
  };
}

/** A row for each rule; a star before prof's own. */
export async function lifecycleText(set: LifecycleRuleSet, own: string): Promise<string> {
  if (set.rules.length === 0) return '';
  return formatTable(
    [
      { header: ' ', cell: ({ id }) => (id === own ? '*' : ' ') },
      { header: 'RULE', cell: ({ id }) => id || '(no name)' },
      { header: 'KEYS', cell: ({ prefix }) => (prefix === undefined ? '(chosen otherwise)' : `${prefix}…`) },
      { header: 'DOES', cell: deeds },
    ],
    set.rules,
  );
}

function deeds({ isEnabled, expireDays, transitions }: LifecycleRule): string {
  const steps = transitions.map(({ days, storageClass }) => `${storageClass} after ${days} days`);
  const all = [...steps, ...(expireDays === undefined ? [] : [`removed after ${expireDays} days`])];
  return `${isEnabled ? '' : '(off) '}${all.join(', ') || 'something else'}`;
}

/** What would change, for people: the rule as it is and as it would be, and that the others stay. */
export function lifecyclePlanText(change: LifecycleChange): string {
  const { rule, replaced, before, bucketUrl } = change;
  const others = before.rules.length - (replaced === undefined ? 0 : 1);
  const lines = [
    ...(replaced === undefined ? [] : [`- ${planned(replaced)}`]),
    ...(rule === undefined ? [] : [`+ ${planned(rule)}`]),
    `${others} other rule${others === 1 ? '' : 's'} of ${bucketUrl} stay${others === 1 ? 's' : ''} as ${others === 1 ? 'it is' : 'they are'}`,
  ];
  return lines.map((line) => `${safeText(line)}\n`).join('');
}

const planned = (rule: LifecycleRule): string => `${rule.id}: ${rule.prefix ?? ''}… ${deeds(rule)}`;
