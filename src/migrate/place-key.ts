import { serviceFromPodName } from '../naming/from-pod-name.ts';
import type { BlobEntry } from '../ports/blob-store.ts';
import { PROFILE_EXTENSIONS, type ProfileExtension, parseKey, sanitizeType } from '../store/keys.ts';
import { type KeyFields, type KeyPattern, matchKey, parseKeyPattern, timeOfField } from './key-pattern.ts';

/** Where a profile belongs, as far as its old key says it. */
export interface Placement {
  readonly service: string;
  readonly type: string;
  readonly ext: ProfileExtension;
  readonly timeMs: number;
  readonly pod: string | undefined;
  readonly namespace: string | undefined;
}

export type PlacedKey =
  | { readonly kind: 'placed'; readonly layout: string; readonly placement: Placement }
  /** Its content must be asked. */
  | { readonly kind: 'loose' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface PlaceOptions {
  /** In place of the layouts that prof knows. */
  readonly pattern: KeyPattern | undefined;
  /** Whose profiles they are, whatever the keys say. */
  readonly service: string | undefined;
}

/** How the seed's users kept profiles before. */
const BY_POD = parseKeyPattern('{namespace}/{pod}/{time}/{type}.{ext}');
/** Files that may be profiles, by their names. */
const PROFILE_NAME =
  /\.(?:pprof|pb\.gz|pb|prof|cpuprofile|heapprofile|heaprofile|heapsnapshot|trace\.json|trace)$/i;

/** What an old key says: the pattern's word, or that of the first layout that it fits. */
export function placeKey(blob: BlobEntry, { pattern, service }: PlaceOptions): PlacedKey {
  if (pattern !== undefined) {
    const fields = matchKey(pattern, blob.key);
    if (fields === undefined) return { kind: 'unknown', why: 'it does not fit the pattern' };
    return placed('pattern', fields, blob, service);
  }
  const known = parseKey(blob.key);
  if (known?.layout === 'prof')
    return { kind: 'unknown', why: 'its key is as in a store: prof cp brings it' };
  if (known !== undefined) {
    const { type, ext, timeMs = blob.modifiedMs, layout } = known;
    const placement = {
      service: service ?? known.service,
      type,
      ext,
      timeMs,
      pod: undefined,
      namespace: undefined,
    };
    return { kind: 'placed', layout, placement };
  }
  const byPod = matchKey(BY_POD, blob.key);
  if (byPod !== undefined) return placed('pods', byPod, blob, service);
  if (!PROFILE_NAME.test(blob.key)) return { kind: 'unknown', why: 'its name is not that of a profile' };
  return service === undefined
    ? { kind: 'unknown', why: 'it does not say whose it is: --service NAME does' }
    : { kind: 'loose' };
}

function placed(layout: string, fields: KeyFields, blob: BlobEntry, given: string | undefined): PlacedKey {
  const { pod, namespace, type = '', time } = fields;
  const service = given ?? fields.service ?? (pod === undefined ? undefined : serviceFromPodName(pod));
  if (service === undefined)
    return { kind: 'unknown', why: 'it does not say whose it is: --service NAME does' };
  const timeMs = time === undefined ? blob.modifiedMs : timeOfField(time);
  if (timeMs === undefined) return { kind: 'unknown', why: `${time} is no time` };
  const placement = {
    service,
    type: typeOf(type),
    ext: extensionOf(fields.ext ?? ''),
    timeMs,
    pod,
    namespace,
  };
  return { kind: 'placed', layout, placement };
}

/** Go's own word for a CPU profile is `profile`. */
const typeOf = (name: string): string => (name.toLowerCase() === 'profile' ? 'cpu' : sanitizeType(name));

function extensionOf(text: string): ProfileExtension {
  const ext = text === 'heaprofile' ? 'heapprofile' : text;
  return PROFILE_EXTENSIONS.find((known) => known === ext) ?? 'pprof';
}
