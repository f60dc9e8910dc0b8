/** Protocol buffers written field by field, sharing nothing with src/: also messages that no encoder would make. */
export class ProtoWriter {
  #buffer: Uint8Array;
  #size = 0;

  constructor(capacityBytes = 256) {
    this.#buffer = new Uint8Array(capacityBytes);
  }

  /** A varint field; zero is written too. Negative numbers are int64. */
  int(field: number, value: number | bigint): this {
    return this.varint(field * 8).varint(value);
  }

  /** Left out when zero or false, as encoders do. */
  nonzero(field: number, value: number | bigint | boolean): this {
    const number = typeof value === 'boolean' ? Number(value) : value;
    return BigInt(number) === 0n ? this : this.int(field, number);
  }

  data(field: number, value: ProtoWriter | Uint8Array | string): this {
    const bytes =
      value instanceof ProtoWriter ? value.finish() : typeof value === 'string' ? Buffer.from(value) : value;
    return this.varint(field * 8 + 2)
      .varint(bytes.length)
      .#append(bytes);
  }

  /** Fields that are written already. */
  fields(other: ProtoWriter): this {
    return this.#append(other.finish());
  }

  packed(field: number, values: readonly (number | bigint)[]): this {
    if (values.length === 0) return this;
    return this.message(field, () => {
      for (const value of values) this.varint(value);
    });
  }

  /** A length-delimited field whose content `write` writes into this. */
  message(field: number, write: () => void): this {
    const from = this.#size;
    write();
    const length = this.#size - from;
    this.varint(field * 8 + 2).varint(length);
    // The head was written behind the body; they change places.
    const head = this.#buffer.slice(from + length, this.#size);
    this.#buffer.copyWithin(from + head.length, from, from + length);
    this.#buffer.set(head, from);
    return this;
  }

  varint(value: number | bigint): this {
    this.#reserve(10);
    if (typeof value === 'number' && value >= 0) {
      let rest = value;
      for (; rest >= 128; rest = Math.floor(rest / 128)) this.#buffer[this.#size++] = (rest % 128) | 128;
      this.#buffer[this.#size++] = rest;
      return this;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) this.#buffer[this.#size++] = Number(rest & 127n) | 128;
    this.#buffer[this.#size++] = Number(rest);
    return this;
  }

  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#size);
  }

  #append(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#size);
    this.#size += bytes.length;
    return this;
  }

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#size + bytes));
    larger.set(this.#buffer.subarray(0, this.#size));
    this.#buffer = larger;
  }
}
