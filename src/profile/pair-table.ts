/** Numbers pairs of whole numbers from 0, in order of first appearance. */
export class PairTable {
  count = 0;
  private slots = new Uint32Array(1 << 12);
  private pairs = new Uint32Array(1 << 12);

  first = (pair: number): number => this.pairs[2 * pair]!;
  second = (pair: number): number => this.pairs[2 * pair + 1]!;

  indexOf(first: number, second: number): number {
    const { slots, pairs } = this;
    let slot = hashPair(first, second) & (slots.length - 1);
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (pairs[2 * found - 2] === first && pairs[2 * found - 1] === second) return found - 1;
      slot = (slot + 1) & (slots.length - 1);
    }
    pairs[2 * this.count] = first;
    pairs[2 * this.count + 1] = second;
    slots[slot] = ++this.count;
    if (2 * this.count === pairs.length) this.grow();
    return this.count - 1;
  }

  /** Doubles both tables: at most half of the slots are taken. */
  private grow(): void {
    const pairs = new Uint32Array(this.pairs.length * 2);
    pairs.set(this.pairs);
    this.pairs = pairs;
    const slots = new Uint32Array(this.slots.length * 2);
    for (let pair = 0; pair < this.count; pair++) {
      let slot = hashPair(pairs[2 * pair]!, pairs[2 * pair + 1]!) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = pair + 1;
    }
    this.slots = slots;
  }
}

function hashPair(first: number, second: number): number {
  const h = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return (h ^ (h >>> 15)) >>> 0;
}
