import { blocksOf, type KeyBlock } from './key-table.ts';

export interface Clash {
  readonly key: string;
  /** `context.id` of what the key does, and of what it therefore cannot do. */
  readonly does: string;
  readonly hides: string;
}

/**
 * The first key that would have two meanings where these contexts hold; undefined: there is none. The same id in a
 * block that is more special is the same meaning, done in another way.
 */
export function findClash(contexts: readonly string[], table: readonly KeyBlock[]): Clash | undefined {
  const owners = new Map<string, { readonly name: string; readonly id: string }>();
  for (const { context, bindings } of blocksOf(contexts, table)) {
    for (const { id, keys } of bindings) {
      for (const key of keys) {
        const name = `${context}.${id}`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, { name, id });
        else if (owner.id !== id) return { key, does: owner.name, hides: name };
      }
    }
  }
  return undefined;
}
