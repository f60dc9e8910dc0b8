import { parseReference } from './reference.ts';

/** The reference with a type put in, where it is one to a service that names none. */
export function withType(reference: string, type: string | undefined, nowMs: number): string {
  const parsed = parseReference(reference, { nowMs });
  if (parsed.kind !== 'query' || parsed.type !== undefined || type === undefined) return reference;
  return reference.replace(/^((?:store:)?[^/@,~]+)/, (service) => `${service}/${type}`);
}
