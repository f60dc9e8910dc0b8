import { didYouMean } from '../../kit/did-you-mean.ts';
import { ProfError } from '../../kit/errors.ts';
import type { KeyBlock } from './key-table.ts';

/** By `context.id` the keys that it has instead of those of the table; none: no key. */
export type KeySettings = Readonly<Record<string, readonly string[]>>;

/**
 * The table with keys of the user's own.
 * @throws ProfError CONFIG_INVALID for a name that the table has not, and for a key with two meanings in one block
 */
export function rebind(table: readonly KeyBlock[], settings: KeySettings): readonly KeyBlock[] {
  const names = table.flatMap(({ context, bindings }) => bindings.map(({ id }) => `${context}.${id}`));
  for (const name of Object.keys(settings)) {
    if (names.includes(name)) continue;
    const near = didYouMean(name, names);
    throw new ProfError('CONFIG_INVALID', `keys.${name}: the dashboard has no such command`, {
      hints: [near === undefined ? 'docs/keys.md lists them' : `did you mean ${near}?`],
    });
  }
  const bound = table.map((block) => ({
    ...block,
    bindings: block.bindings.map((binding) => ({
      ...binding,
      keys: settings[`${block.context}.${binding.id}`] ?? binding.keys,
    })),
  }));
  for (const block of bound) refuseClashes(block);
  return bound;
}

function refuseClashes({ context, bindings }: KeyBlock): void {
  const owner = new Map<string, string>();
  for (const { id, keys } of bindings) {
    for (const key of keys) {
      const other = owner.get(key);
      if (other !== undefined) {
        throw new ProfError(
          'CONFIG_INVALID',
          `the key ${key} is both ${context}.${other} and ${context}.${id}`,
          {
            hints: [`give one of them another key under keys: in the configuration`],
          },
        );
      }
      owner.set(key, id);
    }
  }
}
