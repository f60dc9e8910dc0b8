/** Protocol buffers onto the wire (https://protobuf.dev/programming-guides/encoding/). */
export class ProtoWriter {
  private buffer = new Uint8Array(1024);
  private length = 0;

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }

  /** A non-negative integer below 2^31 as a varint. */
  small(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  /** A uint64 as a varint. */
  varint64(value: bigint): void {
    this.reserve(10);
    let rest = value;
    while (rest >= 0x80n) {
      this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.length++] = Number(rest);
  }

  tag(field: number, wireType: number): void {
    this.small(field * 8 + wireType);
  }

  /** An integer field, signed or not; 0 is the default and left out. */
  integer(field: number, value: bigint): void {
    if (value === 0n) return;
    this.tag(field, 0);
    this.varint64(BigInt.asUintN(64, value));
  }

  /** A small integer field; 0 is left out. */
  optional(field: number, value: number): void {
    if (value === 0) return;
    this.tag(field, 0);
    this.small(value);
  }

  bytes(field: number, bytes: Uint8Array): void {
    this.tag(field, 2);
    this.small(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Begins a length-delimited field; pass what it returns to `close`. */
  open(field: number): number {
    this.tag(field, 2);
    this.reserve(1);
    // One byte for the length, which most messages need; `close` makes room for more.
    return ++this.length;
  }

  close(start: number): void {
    const size = this.length - start;
    if (size < 0x80) {
      this.buffer[start - 1] = size;
      return;
    }
    let extra = 0;
    for (let rest = size; rest >= 0x80; rest = Math.floor(rest / 128)) extra++;
    this.reserve(extra);
    this.buffer.copyWithin(start + extra, start, this.length);
    this.length = start - 1;
    this.small(size);
    this.length += size;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.buffer.subarray(0, this.length);
    this.buffer = new Uint8Array(1024);
    this.length = 0;
    return taken;
  }
}
