/** Protocol buffers on the wire (https://protobuf.dev/programming-guides/encoding/), read field by field. */
import { ProfError } from '../kit/errors.ts';

/** Why bytes are no protobuf message; where, in bytes from the start of the uncompressed profile. */
export class WireError extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** What an index or id that does not fit 32 bits is read as: no table is that long. */
const TOO_LARGE = 0xffff_ffff;

/**
 * A cursor over the fields of one message. For the tables that are small beside the samples; the loop over samples
 * reads its common cases inline.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  pos: number;
  end: number;
  field = 0;
  wireType = 0;
  /** The last varint, as two unsigned 32-bit halves. */
  low = 0;
  high = 0;
  /** The last length-delimited field: bytes[dataStart ..< dataEnd]. */
  dataStart = 0;
  dataEnd = 0;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.pos = start;
    this.end = end;
  }

  /** Starts over on bytes[start ..< end]. */
  reset(start: number, end: number): this {
    this.pos = start;
    this.end = end;
    return this;
  }

  /**
   * Reads the next field; false at the end of the message.
   * @throws WireError if it does not fit the message or has no readable wire type.
   */
  next(): boolean {
    const { bytes, pos: at, end } = this;
    if (at >= end) return false;
    if (at + 1 < end && this.isSmallField(bytes[at]!, bytes[at + 1]!, at + 2)) return true;
    this.varint();
    this.field = this.high * 2 ** 29 + (this.low >>> 3);
    this.wireType = this.low & 7;
    switch (this.wireType) {
      case 0:
        this.varint();
        return true;
      case 1:
        return this.skip(8, at);
      case 2: {
        this.varint();
        const length = this.high * 2 ** 32 + this.low;
        if (length > this.end - this.pos) throw new WireError('length beyond the end', at);
        this.dataStart = this.pos;
        this.dataEnd = this.pos + length;
        this.pos = this.dataEnd;
        return true;
      }
      case 5:
        return this.skip(4, at);
      default:
        throw new WireError(`unknown wire type ${this.wireType}`, at);
    }
  }

  /** Reads a field whose tag and whose value or length take a byte each, as most do; false for any other. */
  private isSmallField(tag: number, value: number, after: number): boolean {
    if (tag >= 0x80 || value >= 0x80) return false;
    const wireType = tag & 7;
    if (wireType === 0) {
      this.low = value;
      this.high = 0;
      this.pos = after;
    } else if (wireType === 2 && value <= this.end - after) {
      this.dataStart = after;
      this.dataEnd = after + value;
      this.pos = this.dataEnd;
    } else return false;
    this.field = tag >>> 3;
    this.wireType = wireType;
    return true;
  }

  private skip(length: number, at: number): true {
    if (length > this.end - this.pos) throw new WireError('value beyond the end', at);
    this.pos += length;
    return true;
  }

  /** Reads a varint of at most ten bytes into `low` and `high`; bits beyond 64 are dropped. */
  varint(): void {
    const { bytes, end } = this;
    let pos = this.pos;
    if (pos + 4 <= end) {
      // Most numbers are small.
      let byte = bytes[pos++]!;
      let value = byte & 0x7f;
      for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
        byte = bytes[pos++]!;
        value |= (byte & 0x7f) << shift;
      }
      if (byte < 0x80) {
        this.pos = pos;
        this.low = value;
        this.high = 0;
        return;
      }
      pos = this.pos;
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift === 70 || pos >= end) throw new WireError('bad varint', this.pos);
      const byte = bytes[pos++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 63) high |= bits << (shift - 32);
      else high |= bits << 31;
      if (byte < 0x80) break;
    }
    this.pos = pos;
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  /** @throws WireError unless the field is of that wire type. */
  expect(wireType: number): void {
    if (this.wireType !== wireType)
      throw new WireError(`field ${this.field} has wire type ${this.wireType}`, this.pos);
  }

  /** The varint as an index into a table, or TOO_LARGE. */
  index(): number {
    return this.high === 0 ? this.low : TOO_LARGE;
  }

  /** The varint as a signed 64-bit integer. */
  int64(): bigint {
    return BigInt.asIntN(64, this.uint64());
  }

  uint64(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  isNonzero(): boolean {
    return this.low !== 0 || this.high !== 0;
  }
}

/** A packed or single varint of a repeated field: calls `take` after each, with the value in the reader. */
export function eachVarint(reader: WireReader, take: (reader: WireReader) => void): void {
  if (reader.wireType !== 2) {
    reader.expect(0);
    take(reader);
    return;
  }
  const packed = new WireReader(reader.bytes, reader.dataStart, reader.dataEnd);
  while (packed.pos < packed.end) {
    packed.varint();
    take(packed);
  }
}

/** Out of memory while allocating a table is the data's fault, not a bug. */
export function allocating<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProfError('LIMIT', 'the profile needs more memory than there is', { cause: error });
  }
}
