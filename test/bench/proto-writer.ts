/** Protocol buffer messages, written into one growing buffer. */
export class ProtoWriter {
  #buffer = new Uint8Array(1 << 16);
  #size = 0;

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#size);
  }

  varint(value: number | bigint): void {
    this.#reserve(10);
    if (typeof value === 'bigint') {
      let rest = BigInt.asUintN(64, value);
      for (; rest >= 128n; rest >>= 7n) this.#buffer[this.#size++] = Number(rest & 127n) | 128;
      this.#buffer[this.#size++] = Number(rest);
      return;
    }
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#buffer[this.#size++] = (rest % 128) | 128;
    this.#buffer[this.#size++] = rest;
  }

  int(field: number, value: number | bigint): void {
    this.varint(field * 8);
    this.varint(value);
  }

  text(field: number, text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.#lengthDelimited(field, bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** A message whose fields `write` writes. */
  message(field: number, write: () => void): void {
    const from = this.#size;
    write();
    const length = this.#size - from;
    this.#lengthDelimited(field, length);
    // The head was written behind the body; they change places.
    const head = this.#buffer.slice(from + length, this.#size);
    this.#buffer.copyWithin(from + head.length, from, from + length);
    this.#buffer.set(head, from);
  }

  /** A repeated number, packed. */
  packed(field: number, write: () => void): void {
    this.message(field, write);
  }

  #lengthDelimited(field: number, length: number): void {
    this.varint(field * 8 + 2);
    this.varint(length);
  }

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#buffer.length) return;
    const bigger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#size + bytes));
    bigger.set(this.#buffer);
    this.#buffer = bigger;
  }
}
