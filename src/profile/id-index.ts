import { NO_MAPPING } from './profile.ts';
import { allocating } from './wire-reader.ts';

/** What `find` answers for an id that no entry has. */
export const NOT_THERE = NO_MAPPING;

/**
 * Ids of a table to indices. Ids are arbitrary 64-bit numbers, in practice nearly always 1..n: then an array indexed by
 * id, else a hash table.
 */
export class IdIndex {
  /** dense[id], or undefined when ids are too scattered for it. */
  readonly dense: Uint32Array | undefined;
  /** The first entry whose id is 0 or was there before. */
  readonly problem: { readonly index: number; readonly id: bigint } | undefined;
  readonly #halves: Uint32Array;
  /** Open addressing: index, NOT_THERE where free. */
  readonly #slots: Uint32Array;

  constructor(ids: BigUint64Array) {
    const halves = new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2);
    this.#halves = halves;
    let largest = 0;
    for (let i = 0; i < ids.length; i++) {
      const id = halves[2 * i]! + halves[2 * i + 1]! * 2 ** 32;
      if (id > largest) largest = id;
    }
    const isDense = largest <= 4 * ids.length + 1024;
    const dense = allocating(() => new Uint32Array(isDense ? largest + 1 : 0).fill(NOT_THERE));
    const slots = allocating(() => new Uint32Array(isDense ? 0 : slotsFor(ids.length)).fill(NOT_THERE));
    this.dense = isDense ? dense : undefined;
    this.#slots = slots;
    let problem = -1;
    for (let i = 0; i < ids.length; i++) {
      const low = halves[2 * i]!;
      const high = halves[2 * i + 1]!;
      const table = isDense ? dense : slots;
      const at = isDense ? low : this.#slotOf(low, high);
      if (problem === -1 && (table[at] !== NOT_THERE || (low === 0 && high === 0))) problem = i;
      table[at] = i;
    }
    this.problem = problem === -1 ? undefined : { index: problem, id: ids[problem]! };
  }

  /** The index of the entry with this id, or NOT_THERE. */
  find(low: number, high: number): number {
    const { dense } = this;
    if (dense === undefined) return this.#slots[this.#slotOf(low, high)]!;
    return high === 0 && low < dense.length ? dense[low]! : NOT_THERE;
  }

  /** Where the id is, or the free slot where it would be. */
  #slotOf(low: number, high: number): number {
    const halves = this.#halves;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hash = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== NOT_THERE; found = slots[slot]!) {
      if (halves[2 * found] === low && halves[2 * found + 1] === high) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

/** A power of two, at most half of it taken. */
function slotsFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, 1)) + 1);
}
