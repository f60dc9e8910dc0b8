import { NO_MAPPING } from './profile.ts';

/** What `find` answers for an id that no entry has. */
export const NOT_THERE = NO_MAPPING;

/**
 * Ids of a table to indices. Ids are arbitrary 64-bit numbers, in practice nearly always 1..n: then an array, else a map.
 */
export class IdIndex {
  /** dense[id], or undefined when ids are too scattered for it. */
  readonly dense: Uint32Array | undefined;
  readonly #sparse = new Map<bigint, number>();
  /** The first entry whose id is 0 or was there before. */
  readonly problem: { readonly index: number; readonly id: bigint } | undefined;

  constructor(ids: BigUint64Array) {
    const halves = new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2);
    let largest = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = halves[2 * i + 1] === 0 ? halves[2 * i]! : Number.POSITIVE_INFINITY;
      if (id > largest) largest = id;
    }
    if (largest <= 4 * ids.length + 1024) {
      const dense = new Uint32Array(largest + 1).fill(NOT_THERE);
      this.dense = dense;
      this.problem = this.#fill(
        ids,
        (i) => dense[halves[2 * i]!] !== NOT_THERE,
        (i) => {
          dense[halves[2 * i]!] = i;
        },
      );
    } else {
      this.problem = this.#fill(
        ids,
        (i) => this.#sparse.has(ids[i]!),
        (i) => this.#sparse.set(ids[i]!, i),
      );
    }
  }

  #fill(ids: BigUint64Array, isTaken: (i: number) => boolean, set: (i: number) => void): IdIndex['problem'] {
    let problem: IdIndex['problem'];
    for (let i = 0; i < ids.length; i++) {
      if (problem === undefined && (ids[i] === 0n || isTaken(i))) problem = { index: i, id: ids[i]! };
      set(i);
    }
    return problem;
  }

  /** The index of the entry with this id, or NOT_THERE. */
  find(low: number, high: number): number {
    if (this.dense !== undefined) return high === 0 && low < this.dense.length ? this.dense[low]! : NOT_THERE;
    return this.#sparse.get((BigInt(high) << 32n) | BigInt(low)) ?? NOT_THERE;
  }
}
