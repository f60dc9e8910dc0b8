/** Strings of several profiles as one table, equal ones once; compared as bytes, never made into texts. */
import { StringTable } from './string-table.ts';
import { encodeUtf8 } from './utf8.ts';

const UNKNOWN = 0xffff_ffff;

export class MergedStrings {
  private pool = new Uint8Array(1 << 16);
  /** String i is pool[offset[i] ..< offset[i + 1]]; string 0 is ''. */
  private offset = new Uint32Array(1 << 12);
  private hash = new Uint32Array(1 << 12);
  /** Open addressing: number + 1, 0 where free. */
  private slots = new Uint32Array(1 << 13);
  private count = 0;
  private source = StringTable.from([]);
  /** Of the current source: number per index. */
  private numberOf = new Uint32Array(0);

  constructor() {
    this.add(new Uint8Array(0));
  }

  /** Turns to the next source. */
  begin(source: StringTable): void {
    this.source = source;
    this.numberOf = new Uint32Array(source.count).fill(UNKNOWN);
  }

  /** The number of a string of the current source. */
  number(index: number): number {
    let number = this.numberOf[index]!;
    if (number === UNKNOWN) {
      number = this.add(this.source.bytes(index));
      this.numberOf[index] = number;
    }
    return number;
  }

  /** The number of any text. */
  numberOfText(text: string): number {
    return this.add(encodeUtf8(text));
  }

  bytes(number: number): Uint8Array {
    return this.pool.subarray(this.offset[number]!, this.offset[number + 1]!);
  }

  finish(): StringTable {
    return new StringTable(
      this.pool.slice(0, this.offset[this.count]!),
      this.offset.slice(0, this.count + 1),
    );
  }

  private add(bytes: Uint8Array): number {
    let hash = 0x811c_9dc5;
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x0100_0193);
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (this.hash[found - 1] === hash && this.isSame(found - 1, bytes)) return found - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.count++;
    this.slots[slot] = number + 1;
    this.append(number, bytes, hash);
    if (this.count * 2 > this.slots.length) this.growSlots();
    return number;
  }

  private isSame(number: number, bytes: Uint8Array): boolean {
    const start = this.offset[number]!;
    if (this.offset[number + 1]! - start !== bytes.length) return false;
    for (let i = 0; i < bytes.length; i++) if (this.pool[start + i] !== bytes[i]) return false;
    return true;
  }

  private append(number: number, bytes: Uint8Array, hash: number): void {
    const start = this.offset[number]!;
    const end = start + bytes.length;
    if (end > this.pool.length) {
      const larger = new Uint8Array(Math.max(end, this.pool.length * 2));
      larger.set(this.pool);
      this.pool = larger;
    }
    if (number + 2 > this.offset.length) {
      this.offset = doubled(this.offset);
      this.hash = doubled(this.hash);
    }
    this.pool.set(bytes, start);
    this.offset[number + 1] = end;
    this.hash[number] = hash;
  }

  private growSlots(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = this.hash[number]! & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

function doubled(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(from.length * 2);
  larger.set(from);
  return larger;
}
