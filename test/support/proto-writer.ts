/** A pprof proto written field by field, sharing nothing with src/: profiles that no encoder would make, too. */

export class ProtoWriter {
  private readonly bytes: number[] = [];

  /** A varint field; zero is written too. Negative numbers are int64. */
  int(field: number, value: number | bigint): this {
    this.varint((field << 3) | 0);
    this.varint(value);
    return this;
  }

  /** Left out when zero or false, as encoders do. */
  nonzero(field: number, value: number | bigint | boolean): this {
    const number = typeof value === 'boolean' ? Number(value) : value;
    return BigInt(number) === 0n ? this : this.int(field, number);
  }

  data(field: number, value: ProtoWriter | Uint8Array | string): this {
    const bytes =
      value instanceof ProtoWriter ? value.finish() : typeof value === 'string' ? Buffer.from(value) : value;
    this.varint((field << 3) | 2);
    this.varint(bytes.length);
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  packed(field: number, values: readonly (number | bigint)[]): this {
    if (values.length === 0) return this;
    const inner = new ProtoWriter();
    for (const value of values) inner.varint(value);
    return this.data(field, inner);
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.bytes);
  }

  private varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.bytes.push(Number(rest));
  }
}
