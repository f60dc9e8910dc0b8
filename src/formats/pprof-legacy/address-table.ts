import { allocating } from '../../profile/wire-reader.ts';
import { growingUint32 } from './growing-array.ts';

/** Distinct 64-bit addresses, as halves, in the order in which they came. */
export class AddressTable {
  readonly #low = growingUint32();
  readonly #high = growingUint32();
  /** Open addressing: index + 1, 0 where free. */
  #slots = new Uint32Array(256);
  /** Unforeseeable, so that nobody can write a profile whose addresses all meet in one place. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);

  get count(): number {
    return this.#low.length;
  }

  address(index: number): bigint {
    return (BigInt(this.#high.items[index]!) << 32n) | BigInt(this.#low.items[index]!);
  }

  find(low: number, high: number): number | undefined {
    const entry = this.#slots[this.#slotOf(low, high)]!;
    return entry === 0 ? undefined : entry - 1;
  }

  /** The index of an address, which is added where it is new. */
  indexOf(low: number, high: number): number {
    let slot = this.#slotOf(low, high);
    const found = this.#slots[slot]!;
    if (found !== 0) return found - 1;
    if (2 * (this.count + 1) > this.#slots.length) {
      this.#enlarge();
      slot = this.#slotOf(low, high);
    }
    this.#low.push(low);
    this.#high.push(high);
    this.#slots[slot] = this.count;
    return this.count - 1;
  }

  #slotOf(low: number, high: number): number {
    const slots = this.#slots;
    const lows = this.#low.items;
    const highs = this.#high.items;
    let hash = Math.imul(low ^ this.#seed, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ high, this.#seed | 1);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    let slot = (hash ^ (hash >>> 16)) & (slots.length - 1);
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      if (lows[entry - 1] === low && highs[entry - 1] === high) break;
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  #enlarge(): void {
    this.#slots = allocating(() => new Uint32Array(this.#slots.length * 2));
    for (let i = 0; i < this.count; i++) {
      this.#slots[this.#slotOf(this.#low.items[i]!, this.#high.items[i]!)] = i + 1;
    }
  }
}
