import type { ValueColumn } from '../profile/profile.ts';
import type { StackValues } from './stack-tree.ts';

/** Values of nodes added up by the path that each stands for; -1: for none. */
export function regroup(values: StackValues, path: Int32Array, count: number): StackValues {
  return {
    value: sumByPath(values.value, path, count),
    base: values.base && sumByPath(values.base, path, count),
    magnitude: values.magnitude && (sumByPath(values.magnitude, path, count) as Float64Array),
    samples: sumByPath(values.samples, path, count) as Float64Array,
  };
}

function sumByPath(column: ValueColumn, path: Int32Array, count: number): ValueColumn {
  if (column instanceof Float64Array) {
    const sums = new Float64Array(count);
    for (let node = 0; node < path.length; node++) if (path[node] !== -1) sums[path[node]!]! += column[node]!;
    return sums;
  }
  const sums = new BigInt64Array(count);
  for (let node = 0; node < path.length; node++) if (path[node] !== -1) sums[path[node]!]! += column[node]!;
  return sums;
}
