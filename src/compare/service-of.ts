import type { FoundSides } from './load-sides.ts';

/** The service that all profiles of the target are of; undefined where they are of several, or of none of the store's. */
export function serviceOf({ target }: Pick<FoundSides, 'target'>): string | undefined {
  const services = new Set(target.map(({ service }) => service));
  return services.size === 1 ? [...services][0] : undefined;
}
