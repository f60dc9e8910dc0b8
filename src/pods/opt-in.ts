import type { Pod } from '../ports/kubernetes.ts';

/** Says of a pod whether it wants to be profiled: annotations of one tool, or its label. */
interface Dialect {
  readonly isLabel?: boolean;
  readonly key: RegExp;
}

/** In the order in which they count. */
const DIALECTS: readonly Dialect[] = [
  { key: /^profiles\.grafana\.com\/[a-z_]+\.scrape$/ },
  { key: /^(?:bolometer|profiling)\.io\/enabled$/ },
  { key: /^profefe\.com\/enable$/ },
  { key: /^autopgo\.scrape$/, isLabel: true },
  { key: /^pyroscope\.io\/scrape$/ },
];

/**
 * The annotation (or label) by which a pod asks not to be profiled; undefined: it does not. Where one tool has a
 * word for each type, all that it says must be no.
 */
export function refusalOf(pod: Pick<Pod, 'labels' | 'annotations'>): string | undefined {
  for (const { key, isLabel } of DIALECTS) {
    const said = Object.entries(isLabel ? pod.labels : pod.annotations).filter(([name]) => key.test(name));
    const refusal = said.find(([, value]) => value.toLowerCase() === 'false');
    if (refusal !== undefined && said.every(([, value]) => value.toLowerCase() === 'false')) {
      return `${isLabel ? 'label' : 'annotation'} ${refusal[0]}: false`;
    }
  }
  return undefined;
}
