import { didYouMean } from '../../kit/did-you-mean.ts';
import { ProfError } from '../../kit/errors.ts';
import { isKeyName, KEY_NAMES } from '../key-names.ts';
import { findClash } from './find-clash.ts';
import type { KeyBlock } from './key-table.ts';

/** By `context.id` the keys that it has instead of those of the table; none: no key. */
export type KeySettings = Readonly<Record<string, readonly string[]>>;

/**
 * The table with keys of the user's own.
 * @param together contexts that hold at the same time, per view
 * @throws ProfError CONFIG_INVALID for a command that the table has not, a key that there is not, and a key with two
 * meanings in one view
 */
export function rebind(
  table: readonly KeyBlock[],
  settings: KeySettings,
  together: readonly (readonly string[])[],
): readonly KeyBlock[] {
  const names = table.flatMap(({ context, bindings }) => bindings.map(({ id }) => `${context}.${id}`));
  for (const [name, keys] of Object.entries(settings)) {
    if (!names.includes(name)) throw unknown(`keys.${name}: the dashboard has no such command`, name, names);
    for (const key of keys) {
      if (!isKeyName(key))
        throw unknown(`keys.${name}: no key is called ${key}`, key.toLowerCase(), KEY_NAMES);
    }
  }
  const bound = table.map((block) => ({
    ...block,
    bindings: block.bindings.map((binding) => ({
      ...binding,
      keys: settings[`${block.context}.${binding.id}`] ?? binding.keys,
    })),
  }));
  for (const contexts of together) refuseClash(contexts, bound);
  return bound;
}

function unknown(message: string, name: string, known: readonly string[]): ProfError {
  const near = didYouMean(name.replace('+', '-'), known);
  const hints = [near === undefined ? 'docs/keys.md lists commands and keys' : `did you mean ${near}?`];
  return new ProfError('CONFIG_INVALID', message, { hints });
}

function refuseClash(contexts: readonly string[], table: readonly KeyBlock[]): void {
  const clash = findClash(contexts, table);
  if (clash === undefined) return;
  const { key, does, hides } = clash;
  throw new ProfError('CONFIG_INVALID', `the key ${key} is both ${does} and ${hides}`, {
    hints: ['give one of them another key under keys: in the configuration'],
  });
}
