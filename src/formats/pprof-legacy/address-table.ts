import { allocating } from '../../profile/wire-reader.ts';
import { growingUint32 } from './growing-array.ts';

/** Addresses that meet in one place take no more steps than this; honest ones never need as many. */
const MAX_STEPS = 64;

/** Distinct 64-bit addresses, as halves, in the order in which they came. */
export class AddressTable {
  readonly #low = growingUint32();
  readonly #high = growingUint32();
  /** Open addressing: index + 1, 0 where free. */
  #slots = new Uint32Array(256);
  /** Those for which no slot was free near their place. The hashes of strings are secret, those above are not. */
  readonly #crowded = new Map<string, number>();

  get count(): number {
    return this.#low.length;
  }

  address(index: number): bigint {
    return (BigInt(this.#high.items[index]!) << 32n) | BigInt(this.#low.items[index]!);
  }

  find(low: number, high: number): number | undefined {
    const slot = this.#slotOf(low, high);
    const found = slot === -1 ? this.#crowded.get(`${high} ${low}`) : this.#slots[slot]!;
    return found === undefined || found === 0 ? undefined : found - 1;
  }

  /**
   * The index of an address, which is added where it is new.
   * @throws ProfError LIMIT when memory does not suffice
   */
  indexOf(low: number, high: number): number {
    const found = this.find(low, high);
    if (found !== undefined) return found;
    this.#low.push(low);
    this.#high.push(high);
    if (2 * this.count > this.#slots.length) this.#enlarge();
    else this.#place(this.count - 1);
    return this.count - 1;
  }

  /** The slot that holds the address, or the free one for it; -1 where there is neither near its place. */
  #slotOf(low: number, high: number): number {
    const slots = this.#slots;
    const lows = this.#low.items;
    const highs = this.#high.items;
    let slot = Math.imul(low ^ Math.imul(high, 0x9e37_79b1), 0x85eb_ca6b);
    slot ^= slot >>> 15;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      slot &= slots.length - 1;
      const entry = slots[slot]!;
      if (entry === 0 || (lows[entry - 1] === low && highs[entry - 1] === high)) return slot;
      slot++;
    }
    return -1;
  }

  #place(index: number): void {
    const low = this.#low.items[index]!;
    const high = this.#high.items[index]!;
    const slot = this.#slotOf(low, high);
    if (slot !== -1) this.#slots[slot] = index + 1;
    else allocating(() => this.#crowded.set(`${high} ${low}`, index + 1));
  }

  #enlarge(): void {
    this.#slots = allocating(() => new Uint32Array(this.#slots.length * 2));
    this.#crowded.clear();
    for (let i = 0; i < this.count; i++) this.#place(i);
  }
}
