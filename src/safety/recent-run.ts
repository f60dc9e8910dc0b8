import { serviceFromPodName } from '../naming/from-pod-name.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { type ProfileEntry, toEntry } from '../store/entry.ts';
import { formatKey } from '../store/keys.ts';
import { decodeMetadataValue } from '../store/metadata.ts';

export interface RunWindow {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Metadata is asked for, key by key, until a run of the workload is found. */
const MAX_ASKED = 20;

/** What the store has of a service from a short time, whatever the size of the store: its keys begin with the time. */
export async function recentEntries(
  service: string,
  { fromMs, untilMs }: RunWindow,
  deps: { readonly store: BlobStore; readonly signal?: AbortSignal | undefined },
): Promise<ProfileEntry[]> {
  const { store, signal } = deps;
  const [first, last] = [stampPrefix(service, fromMs), stampPrefix(service, untilMs)];
  const found: ProfileEntry[] = [];
  for (const folder of new Set([first.folder, last.folder])) {
    // Stamps with and without a dash between date and time do not stand beside each other.
    for (const form of ['dashed', 'plain'] as const) {
      const startAfter = folder + (folder === first.folder ? first[form] : withoutTime(last[form]));
      // `~` is after all that follows a stamp.
      const before = `${folder}${folder === last.folder ? last[form] : withoutTime(first[form])}~`;
      for await (const blob of store.list({ prefix: folder, startAfter, before, signal })) {
        const entry = toEntry(blob);
        if (entry !== undefined && entry.timeMs >= fromMs && entry.timeMs <= untilMs) found.push(entry);
      }
    }
  }
  return [...new Map(found.map((entry) => [entry.key, entry])).values()];
}

const withoutTime = (stamp: string): string => stamp.slice(0, -'HHmmss'.length);

function stampPrefix(service: string, timeMs: number) {
  const key = formatKey({ service, type: 'cpu', ext: 'pprof', timeMs });
  const at = key.lastIndexOf('/') + 1;
  const dashed = key.slice(at).replace(/-cpu\.pprof$/, '');
  return { folder: key.slice(0, at), dashed, plain: dashed.replace('-', '') };
}

/**
 * When the newest of these was taken from a workload; undefined: none was. One that does not tell its pod may be
 * of any.
 */
export async function newestOfWorkload(
  entries: readonly ProfileEntry[],
  workload: string,
  deps: { readonly store: BlobStore; readonly signal?: AbortSignal | undefined },
): Promise<number | undefined> {
  const newestFirst = entries.toSorted((left, right) => right.timeMs - left.timeMs).slice(0, MAX_ASKED);
  for (const { key, timeMs } of newestFirst) {
    const head = await deps.store.head(key, { signal: deps.signal });
    if (head === undefined) continue;
    const { 'pod-namespace': namespace = '', 'pod-name': name = '' } = head.metadata;
    const pod = { namespace: decodeMetadataValue(namespace), name: decodeMetadataValue(name) };
    if (pod.namespace === '' || pod.name === '' || workloadOfPod(pod) === workload) return timeMs;
  }
  return undefined;
}

/** What a pod is one of, by its name alone: `shop/checkout`. The same for all who see it, and for what the store keeps of it. */
export function workloadOfPod({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}): string {
  return `${namespace}/${serviceFromPodName(name)}`;
}
