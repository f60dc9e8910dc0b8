import { mapInOrder } from '../kit/map-in-order.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ProfileEntry } from './entry.ts';
import { podSuffix } from './keys.ts';
import { decodeMetadataValue } from './metadata.ts';

/** Requests at once: metadata is small, and a store may be far away. */
const PARALLEL = 32;

/** Whether a key can be one of these pods': it ends alike, or names no pod at all. */
export function mayBeOfPods({ suffix }: ProfileEntry, pods: readonly string[]): boolean {
  return pods.some((pod) => isPossible(suffix, pod));
}

function isPossible(suffix: string | undefined, pod: string): boolean {
  const end = podSuffix(pod);
  return suffix === undefined || suffix === end || suffix.startsWith(`${end}-`);
}

/** Those of these pods, by their metadata: a request for each that may be. */
export async function entriesOfPods(
  entries: readonly ProfileEntry[],
  pods: readonly string[],
  store: BlobStore,
): Promise<ProfileEntry[]> {
  const found: ProfileEntry[] = [];
  const possible = entries.filter((entry) => mayBeOfPods(entry, pods));
  const ask = async (entry: ProfileEntry) => ((await isOfPods(entry, pods, store)) ? entry : undefined);
  for await (const entry of mapInOrder(possible, ask, () => PARALLEL)) if (entry) found.push(entry);
  return found;
}

async function isOfPods(entry: ProfileEntry, pods: readonly string[], store: BlobStore): Promise<boolean> {
  const recorded = (await store.head(entry.key))?.metadata['pod-name'];
  if (recorded === undefined) return entry.suffix !== undefined;
  const name = decodeMetadataValue(recorded);
  const possible = pods.filter((pod) => isPossible(entry.suffix, pod));
  return possible.some((pod) => pod === name || pod === podSuffix(name));
}
