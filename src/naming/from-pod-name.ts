/** `pod-template-hash` and the five characters after it are made of these: no vowels, no digits that look like some. */
const SAFE_SUFFIX = /^[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** A hash of a pod template: ten such characters occur, one to ten of them. */
const TEMPLATE_HASH = /^[4-9bcdf]{5,10}$/;

/** Whether a name's last segment is the hash that a deployment gives its replica sets. */
export const isTemplateHash = (segment: string): boolean => TEMPLATE_HASH.test(segment);

/**
 * The name of a service from the name of one of its pods, where nothing else is known: what controllers append is
 * taken off, and nothing that could be a word.
 *
 * - `checkout-7d8f9c5b6d-x2x4z` (deployment): two segments;
 * - `checkout-abc123-xyz456`: two segments of 5 to 10 letters and digits with both in each;
 * - `agent-x2x4z` (daemon set, job): one segment of five such characters that holds a digit;
 * - `db-0` (stateful set): the ordinal.
 *
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go
 */
export function serviceFromPodName(name: string): string {
  const segments = name.split('-');
  const last = segments.at(-1) ?? '';
  const before = segments.at(-2) ?? '';
  const rest = (dropped: number): string => segments.slice(0, -dropped).join('-');
  if (segments.length > 2 && isTemplateHash(before) && SAFE_SUFFIX.test(last)) return rest(2);
  if (segments.length > 2 && isMixed(before) && isMixed(last)) return rest(2);
  if (segments.length > 1 && SAFE_SUFFIX.test(last) && /\d/.test(last)) return rest(1);
  if (segments.length > 1 && /^\d+$/.test(last)) return rest(1);
  return name;
}

const isMixed = (segment: string): boolean =>
  /^[a-z0-9]{5,10}$/.test(segment) && /[a-z]/.test(segment) && /\d/.test(segment);
