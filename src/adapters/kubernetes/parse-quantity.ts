const FACTORS: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3 };

/**
 * CPU as Kubernetes writes it (`500m`, `0.5`, `2`, `123456789n`) in cores; undefined for anything else.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseCpuCores(text: string | undefined): number | undefined {
  const [, number = '', suffix = ''] = /^(\d+(?:\.\d+)?|\.\d+)([numk]?)$/.exec(text ?? '') ?? [];
  return number === '' ? undefined : Number(number) * FACTORS[suffix]!;
}
