/** Values as they print: few differ among many, and each is made once. */
import type { Int64 } from '../profile/go-number-format.ts';
import type { TextPool } from './text-pool.ts';

/** Values that were met are kept, up to this many. */
const MAX_VALUES = 1 << 14;

export class ValueTexts {
  private readonly pool: TextPool;
  private readonly format: (value: Int64) => string;
  /** Value to the number of its text in the pool. */
  private readonly kept = new Map<Int64, number>();

  constructor(pool: TextPool, format: (value: Int64) => string) {
    this.pool = pool;
    this.format = format;
  }

  add(value: Int64): void {
    const known = this.kept.get(value);
    if (known !== undefined) {
      this.pool.addKept(known);
      return;
    }
    const text = this.format(value);
    const number = this.kept.size < MAX_VALUES ? this.pool.keep(text) : -1;
    if (number >= 0) this.kept.set(value, number);
    this.pool.add(text);
  }
}
