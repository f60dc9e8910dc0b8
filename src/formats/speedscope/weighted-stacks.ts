import type { ProfileBuilder } from '../../profile/builder.ts';
import type { StackSize } from '../stack-size.ts';
import type { StackTree } from '../stack-tree.ts';

interface Target {
  /** By frame. */
  readonly locations: readonly number[];
  readonly size: StackSize;
  readonly label: string;
}

/** Values by stack and sample type; stacks in the order of their first value. */
export class WeightedStacks {
  readonly tree: StackTree;
  readonly #columns: Map<number, number>[];
  readonly #weighted = new Set<number>();
  #column = 0;
  #scale = 1;

  constructor(tree: StackTree, types: number) {
    this.tree = tree;
    this.#columns = Array.from({ length: types }, () => new Map());
  }

  /** What `add` adds to from now on. */
  select(column: number, scale: number): void {
    this.#column = column;
    this.#scale = scale;
  }

  add(stack: number, weight: number): void {
    this.#weighted.add(stack);
    const column = this.#columns[this.#column]!;
    column.set(stack, (column.get(stack) ?? 0) + weight * this.#scale);
  }

  addTo(builder: ProfileBuilder, { locations, size, label }: Target): void {
    const labels = label === '' ? [] : [{ key: 'profile', str: label }];
    for (const stack of this.#weighted) {
      const values = this.#columns.map((column) => wholeNumber(column.get(stack) ?? 0));
      if (values.every((value) => value === 0)) continue;
      size.add(this.tree.depth(stack));
      builder.addSample(
        this.tree.frames(stack).map((frame) => locations[frame]!),
        values,
        labels,
      );
    }
  }
}

const MOST = 2 ** 63 - 1024;

/** The nearest whole number that is an int64. */
function wholeNumber(value: number): number {
  return Math.max(-MOST, Math.min(MOST, Math.round(value))) + 0;
}
