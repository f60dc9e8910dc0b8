/**
 * Metadata as object stores take it: names of `[a-z0-9._-]`, ASCII values, 2 KB in all
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 */
export type Metadata = Readonly<Record<string, string>>;

const MAX_BYTES = 2048;
const MAX_REQUIRED_VALUE = 200;
const LABEL = /^(?:pod-)?label-/;

/** Never dropped, however little room there is; their values are cut to 200 bytes if they must be. */
const REQUIRED: ReadonlySet<string> = new Set([
  'pod-name',
  'pod-namespace',
  'profile-type',
  'reason',
  'timestamp',
  'service',
  'sha256',
]);

/**
 * Any names and values as metadata. Other characters of a name become `-`; where two names fall together, the first
 * by raw name wins. Values are percent-encoded. Over 2 KB labels are dropped first, then the rest that is not
 * required, each from the last by name.
 */
export function sanitizeMetadata(raw: Metadata): Metadata {
  const kept = new Map<string, string>();
  for (const rawName of Object.keys(raw).sort()) {
    const name = rawName.toLowerCase().replace(/[^a-z0-9._-]/g, '-');
    if (name !== '' && !kept.has(name)) kept.set(name, encodeMetadataValue(raw[rawName]!));
  }
  const names = [...kept.keys()].sort().reverse();
  const droppable = [
    ...names.filter((name) => LABEL.test(name)),
    ...names.filter((name) => !LABEL.test(name) && !REQUIRED.has(name)),
  ];
  for (const name of droppable) {
    if (sizeOf(kept) <= MAX_BYTES) break;
    kept.delete(name);
  }
  if (sizeOf(kept) > MAX_BYTES) {
    for (const [name, value] of kept) kept.set(name, cut(value));
  }
  return Object.fromEntries([...kept].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Printable ASCII stands for itself, but for `%` and spaces at the ends; the rest is percent-encoded UTF-8. */
export function encodeMetadataValue(value: string): string {
  return value.replace(/[^\x20-\x24\x26-\x7e]+|^ +| +$/g, (found) =>
    Array.from(new TextEncoder().encode(found), (byte) => `%${hex(byte)}`).join(''),
  );
}

/** The value that was encoded; `%` of other writers that encodes nothing stays. */
export function decodeMetadataValue(value: string): string {
  return value.replace(/(?:%[0-9A-Fa-f]{2})+/g, (found) => {
    try {
      return decodeURIComponent(found);
    } catch {
      return found;
    }
  });
}

function sizeOf(entries: ReadonlyMap<string, string>): number {
  let bytes = 0;
  for (const [name, value] of entries) bytes += name.length + value.length;
  return bytes;
}

function cut(value: string): string {
  return value.length <= MAX_REQUIRED_VALUE ? value : value.slice(0, MAX_REQUIRED_VALUE).replace(/%.?$/, '');
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
