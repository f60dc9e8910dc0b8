/**
 * The samples of a profile onto the wire. Nearly all of a profile is here, so sizes are added up before anything is
 * written, and numbers go straight into the buffer.
 */
import { FIELD } from './decode-header.ts';
import { LabelOrder } from './label-order.ts';
import type { Profile, ValueColumn } from './profile.ts';

/** Enough to be compressed by itself, and little enough to keep several threads busy. */
const PIECE_BYTES = 1 << 18;
/** A tag and a varint of 64 bits. */
const MAX_FIELD_BYTES = 11;
const MESSAGE = 2;
/** Of any negative number as a varint. */
const NEGATIVE_BYTES = 10;

/** The reference packs lists of three numbers and more. */
export const isPacked = (count: number): boolean => count > 2;

export class SampleEncoder {
  private readonly profile: Profile;
  private readonly labelOrder: LabelOrder;
  /** The output's number of a string of the profile's table. */
  private readonly stringNumber: (index: number) => number;
  /** Ids of locations as numbers; undefined where one is 2^31 or more. */
  private readonly ids: Uint32Array | undefined;
  /** How long each id is on the wire. */
  private readonly idBytes: Uint8Array;
  private buffer = new Uint8Array(2 * PIECE_BYTES);
  private length = 0;

  constructor(profile: Profile, stringNumber: (index: number) => number) {
    this.profile = profile;
    this.stringNumber = stringNumber;
    this.labelOrder = new LabelOrder(profile);
    const { id } = profile.locations;
    this.ids = smallIds(id);
    this.idBytes = new Uint8Array(id.length);
    for (let i = 0; i < id.length; i++) this.idBytes[i] = varintBytes(id[i]!);
  }

  /** All samples, in pieces of a quarter of a megabyte and more. */
  *pieces(): Generator<Uint8Array> {
    const { count } = this.profile.samples;
    for (let s = 0; s < count; ) {
      while (s < count && this.length < PIECE_BYTES) this.sample(s++);
      yield this.buffer.subarray(0, this.length);
      this.buffer = new Uint8Array(this.buffer.length);
      this.length = 0;
    }
  }

  private sample(s: number): void {
    const { samples } = this.profile;
    const from = samples.stackOffset[s]!;
    const to = samples.stackOffset[s + 1]!;
    const stackBytes = this.stackBytes(from, to);
    let valueBytes = 0;
    for (const column of samples.values) valueBytes += valueSize(column, s);
    const valueCount = samples.values.length;
    let size = listBytes(to - from, stackBytes) + listBytes(valueCount, valueBytes);
    const labels = this.labelOrder.of(s);
    for (const l of labels) {
      const labelBytes = this.labelBytes(l);
      size += labelBytes + 1 + varintBytes(labelBytes);
    }
    this.reserve(size + MAX_FIELD_BYTES);
    this.open(FIELD.sample, size);
    if (isPacked(to - from)) {
      this.open(1, stackBytes);
      this.stack(from, to);
    } else {
      for (let i = from; i < to; i++) {
        this.buffer[this.length++] = 1 << 3;
        this.stack(i, i + 1);
      }
    }
    if (isPacked(valueCount)) this.open(2, valueBytes);
    for (const column of samples.values) {
      if (!isPacked(valueCount)) this.buffer[this.length++] = 2 << 3;
      this.value(column[s]!);
    }
    for (const l of labels) this.label(l);
  }

  private stackBytes(from: number, to: number): number {
    const { stack } = this.profile.samples;
    const { idBytes } = this;
    let size = 0;
    for (let i = from; i < to; i++) size += idBytes[stack[i]!]!;
    return size;
  }

  private stack(from: number, to: number): void {
    const { buffer, ids } = this;
    const { samples, locations } = this.profile;
    const { stack } = samples;
    if (ids === undefined) {
      for (let i = from; i < to; i++) this.varint64(locations.id[stack[i]!]!);
      return;
    }
    let at = this.length;
    for (let i = from; i < to; i++) {
      let rest = ids[stack[i]!]!;
      while (rest >= 0x80) {
        buffer[at++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      buffer[at++] = rest;
    }
    this.length = at;
  }

  private value(value: number | bigint): void {
    if (typeof value === 'bigint') this.varint64(BigInt.asUintN(64, value));
    else if (value >= 0) this.varint(value);
    else this.negative(value);
  }

  /** From -2^53: ten bytes of the two's complement, whose halves are those of -value - 1 turned around. */
  private negative(value: number): void {
    const { buffer } = this;
    const turned = -value - 1;
    const low = ~(turned % 2 ** 32);
    const high = ~Math.floor(turned / 2 ** 32);
    let at = this.length;
    for (let shift = 0; shift < 28; shift += 7) buffer[at++] = (low >>> shift) | 0x80;
    buffer[at++] = (low >>> 28) | (high << 4) | 0x80;
    for (let shift = 3; shift < 31; shift += 7) buffer[at++] = (high >>> shift) | 0x80;
    buffer[at++] = 1;
    this.length = at;
  }

  private labelBytes(l: number): number {
    const { labelKey, labelString, labelNumber, labelUnit } = this.profile.samples;
    const keyBytes = fieldBytes(this.stringNumber(labelKey[l]!));
    if (labelString[l] !== 0) return keyBytes + fieldBytes(this.stringNumber(labelString[l]!));
    const number = labelNumber[l]!;
    const numberBytes = number === 0n ? 0 : 1 + varintBytes(BigInt.asUintN(64, number));
    return keyBytes + numberBytes + fieldBytes(this.stringNumber(labelUnit[l]!));
  }

  private label(l: number): void {
    const { labelKey, labelString, labelNumber, labelUnit } = this.profile.samples;
    this.open(3, this.labelBytes(l));
    this.small(1, this.stringNumber(labelKey[l]!));
    if (labelString[l] !== 0) {
      this.small(2, this.stringNumber(labelString[l]!));
      return;
    }
    if (labelNumber[l] !== 0n) {
      this.buffer[this.length++] = 3 << 3;
      this.varint64(BigInt.asUintN(64, labelNumber[l]!));
    }
    this.small(4, this.stringNumber(labelUnit[l]!));
  }

  private open(field: number, size: number): void {
    this.buffer[this.length++] = (field << 3) | MESSAGE;
    this.varint(size);
  }

  /** A field that is left out where it is 0. */
  private small(field: number, value: number): void {
    if (value === 0) return;
    this.buffer[this.length++] = field << 3;
    this.varint(value);
  }

  /** Up to 2^53. */
  private varint(value: number): void {
    const { buffer } = this;
    let at = this.length;
    let rest = value;
    for (; rest >= 0x8000_0000; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 0x80;
    for (; rest >= 0x80; rest >>>= 7) buffer[at++] = (rest & 0x7f) | 0x80;
    buffer[at++] = rest;
    this.length = at;
  }

  private varint64(value: bigint): void {
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) this.buffer[this.length++] = Number(rest & 0x7fn) | 0x80;
    this.buffer[this.length++] = Number(rest);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + bytes));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

function listBytes(count: number, contentBytes: number): number {
  return isPacked(count) ? contentBytes + 1 + varintBytes(contentBytes) : contentBytes + count;
}

const fieldBytes = (value: number): number => (value === 0 ? 0 : 1 + varintBytes(value));

function valueSize(column: ValueColumn, sample: number): number {
  const value = column[sample]!;
  if (typeof value === 'bigint') return varintBytes(BigInt.asUintN(64, value));
  return value >= 0 ? varintBytes(value) : NEGATIVE_BYTES;
}

/** How long a number is as a varint. */
function varintBytes(value: number | bigint): number {
  let bytes = 1;
  if (typeof value === 'bigint') {
    for (let rest = value >> 7n; rest > 0n; rest >>= 7n) bytes++;
    return bytes;
  }
  let rest = value;
  for (; rest >= 0x8000_0000; rest = Math.floor(rest / 128)) bytes++;
  for (; rest >= 0x80; rest >>>= 7) bytes++;
  return bytes;
}

/** Ids as numbers where all of them are small: most profiles count from 1. */
function smallIds(ids: BigUint64Array): Uint32Array | undefined {
  const small = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    if (ids[i]! >= 2n ** 31n) return undefined;
    small[i] = Number(ids[i]);
  }
  return small;
}
