import { ProfError } from '../../kit/errors.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/**
 * The name as a path segment. Names are checked before they stand in a path: one with a slash in it would ask for
 * something else. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 * @throws ProfError USAGE
 */
export function nameSegment(what: string, name: string): string {
  const isNamespace = what === 'namespace';
  if (isNamespace ? LABEL.test(name) : SUBDOMAIN.test(name) && !name.includes('..')) return name;
  throw new ProfError('USAGE', `not the name of a ${what}: ${name.slice(0, 100)}`, {
    hints: [
      isNamespace
        ? 'it has lower-case letters, digits and -, at most 63 characters'
        : 'it has lower-case letters, digits, - and ., at most 253 characters',
    ],
  });
}

/** `/api/v1/namespaces/NAMESPACE/pods/NAME[/SUBRESOURCE]` */
export function podPath(namespace: string, name: string, subresource?: 'portforward' | 'exec'): string {
  const path = `/api/v1/namespaces/${nameSegment('namespace', namespace)}/pods/${nameSegment('pod', name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}
