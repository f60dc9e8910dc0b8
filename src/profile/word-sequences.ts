/** Numbers sequences of 32-bit words from 0, in order of first appearance; equal ones get one number. */
export class WordSequences {
  /** Sequence i is words[start(i) ..< end(i)]; the next one is written behind the last. */
  words = new Uint32Array(1 << 12);
  count = 0;
  private offset = new Uint32Array(1 << 10);
  private hashes = new Uint32Array(1 << 10);
  /** Open addressing: number + 1, 0 where free. */
  private slots = new Uint32Array(1 << 11);

  start(number: number): number {
    return this.offset[number]!;
  }

  end(number: number): number {
    return this.offset[number + 1]!;
  }

  /** Where a new sequence is to be written into `words`, with room for so many of them. */
  open(length: number): number {
    const start = this.offset[this.count]!;
    if (start + length > this.words.length) {
      this.words = enlarged(this.words, Math.max(start + length, 2 * this.words.length));
    }
    return start;
  }

  /** The number of the sequence that was written from `open` to `end`. */
  close(end: number): number {
    const { words, hashes } = this;
    const start = this.offset[this.count]!;
    let hash = 0x811c_9dc5;
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ words[i]!, 0x0100_0193);
      hash ^= hash >>> 15;
    }
    hash >>>= 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (hashes[found - 1] === hash && this.isSame(found - 1, start, end)) return found - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.count++;
    this.slots[slot] = number + 1;
    if (number + 2 > this.offset.length) {
      this.offset = enlarged(this.offset, 2 * this.offset.length);
      this.hashes = enlarged(this.hashes, 2 * this.hashes.length);
    }
    this.offset[number + 1] = end;
    this.hashes[number] = hash;
    if (this.count * 2 > this.slots.length) this.growSlots();
    return number;
  }

  private isSame(number: number, start: number, end: number): boolean {
    const other = this.offset[number]!;
    if (this.offset[number + 1]! - other !== end - start) return false;
    const { words } = this;
    for (let i = 0; i < end - start; i++) if (words[other + i] !== words[start + i]) return false;
    return true;
  }

  private growSlots(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = this.hashes[number]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

function enlarged(from: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length);
  larger.set(from);
  return larger;
}

/** 64-bit columns as pairs of words, the low one first. */
export const wordsOf = (column: BigInt64Array | BigUint64Array): Uint32Array =>
  new Uint32Array(column.buffer, column.byteOffset, 2 * column.length);
