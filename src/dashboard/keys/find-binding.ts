import { blocksOf, type KeyBinding, type KeyBlock } from './key-table.ts';

export interface FoundBinding {
  readonly context: string;
  readonly binding: KeyBinding;
}

/** What a key means where these contexts hold, the most special first; undefined where it means nothing. */
export function findBinding(
  key: string,
  contexts: readonly string[],
  table: readonly KeyBlock[],
): FoundBinding | undefined {
  for (const { context, bindings } of blocksOf(contexts, table)) {
    const binding = bindings.find(({ keys }) => keys.includes(key));
    if (binding !== undefined) return { context, binding };
  }
  return undefined;
}
