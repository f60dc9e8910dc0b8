/**
 * The third pass over a profile: samples into columns. Nearly all of a profile is here, so the usual encodings are read
 * inline, with a local position and no object or call per message; unusual ones go through WireReader.
 */
import { FIELD, type Header } from './decode-header.ts';
import { LabelColumns } from './decode-labels.ts';
import { type IdIndex, NOT_THERE } from './id-index.ts';
import { type DecodeLimits, limitExceeded } from './limits.ts';
import type { SampleTable, ValueColumn } from './profile.ts';
import { allocating, eachVarint, WireError, WireReader } from './wire-reader.ts';

export interface DecodedSamples {
  readonly samples: SampleTable;
  readonly hasBadString: boolean;
  /** The first invalid sample, in the reference's words. */
  readonly invalid: string | undefined;
}

/** Tags of one byte: field number and wire type of the fields of Sample. */
const LOCATION_PACKED = 0x0a;
const VALUE_SINGLE = 0x10;
const VALUE_PACKED = 0x12;
const LABEL = 0x1a;
const SAMPLE_OF_PROFILE = 0x12;

/**
 * Reads the samples of the profile whose top level is `header`.
 * @throws WireError; ProfError LIMIT
 */
export function readSamples(
  bytes: Uint8Array,
  header: Header,
  locationIds: IdIndex,
  stringCount: number,
  limits: DecodeLimits,
): DecodedSamples {
  return new SampleDecoder(bytes, header, locationIds, stringCount, limits).read(header);
}

class SampleDecoder {
  private readonly bytes: Uint8Array;
  private readonly typeCount: number;
  private readonly sampleCount: number;
  private readonly locationIds: IdIndex;
  private readonly limits: DecodeLimits;
  private readonly labels: LabelColumns;
  private readonly stackOffset: Uint32Array;
  private readonly stack: Uint32Array;
  private readonly values: Float64Array[];
  /** Per sample type: the sum of |v| so far, and whether a value alone was beyond 2^53. */
  private readonly magnitude: Float64Array;
  private readonly reader: WireReader;
  private invalid: string | undefined;
  private stackEnd = 0;
  private valueCount = 0;
  /** A location of this sample that `readOther` read is not in the table. */
  private hasMissing = false;

  constructor(
    bytes: Uint8Array,
    header: Header,
    locationIds: IdIndex,
    stringCount: number,
    limits: DecodeLimits,
  ) {
    this.bytes = bytes;
    this.reader = new WireReader(bytes);
    this.locationIds = locationIds;
    this.limits = limits;
    this.typeCount = header.sampleTypes.length;
    this.sampleCount = header.counts[FIELD.sample]!;
    const sampleBytes = header.byteCounts[FIELD.sample]!;
    // A value takes a byte at least: with fewer bytes than values some sample is short, and nothing need be stored.
    const columns = this.typeCount * this.sampleCount > sampleBytes ? 0 : this.typeCount;
    this.magnitude = new Float64Array(columns);
    this.values = allocating(() => Array.from({ length: columns }, () => new Float64Array(this.sampleCount)));
    // An id takes a byte at least. Pages that are never written cost nothing.
    this.stack = allocating(() => new Uint32Array(sampleBytes));
    this.stackOffset = allocating(() => new Uint32Array(this.sampleCount + 1));
    this.labels = new LabelColumns(this.sampleCount, stringCount, limits);
  }

  read({ from, to }: Header): DecodedSamples {
    const { bytes } = this;
    const end = to[FIELD.sample]!;
    const top = new WireReader(bytes, 0, end);
    let sample = 0;
    for (let pos = from[FIELD.sample]!; pos < end; ) {
      let length = bytes[pos + 1]!;
      let start = pos + 2;
      if (bytes[pos] === SAMPLE_OF_PROFILE && length >= 0x80) {
        length = (length & 0x7f) | (bytes[pos + 2]! << 7);
        start = pos + 3;
      }
      if (bytes[pos] !== SAMPLE_OF_PROFILE || length >= 0x4000) {
        top.pos = pos;
        top.next();
        pos = top.pos;
        if (top.field !== FIELD.sample) continue;
        this.readSample(sample++, top.dataStart, top.dataEnd);
        continue;
      }
      pos = start + length;
      this.readSample(sample++, start, pos);
    }
    return this.finish();
  }

  private readSample(sample: number, start: number, end: number): void {
    const { bytes, stack } = this;
    const dense = this.locationIds.dense;
    const idCount = dense === undefined ? 0 : dense.length;
    const stackStart = this.stackEnd;
    let frames = stackStart;
    let isMissing = false;
    this.valueCount = 0;
    this.hasMissing = false;
    let pos = start;
    while (pos < end) {
      const tag = bytes[pos]!;
      if (tag === LOCATION_PACKED && dense !== undefined) {
        let length = bytes[pos + 1]!;
        let at = pos + 2;
        if (length >= 0x80) {
          const more = bytes[at++]!;
          length = more < 0x80 ? (length & 0x7f) | (more << 7) : -1;
        }
        if (length >= 0) {
          const idsEnd = at + length;
          if (idsEnd > end) throw new WireError('length beyond the end', pos);
          while (at < idsEnd) {
            let id = bytes[at]!;
            if (id < 0x80) at++;
            else {
              // Two bytes or three is a coin toss in large programs: computed, not branched on.
              const second = bytes[at + 1]!;
              const third = bytes[at + 2]!;
              const isLong = second >>> 7;
              if ((isLong & (third >>> 7)) === 0) {
                id = (id & 0x7f) | ((second & 0x7f) << 7) | ((third << 14) & -isLong);
                at += 2 + isLong;
              } else {
                const reader = this.reader.reset(at, idsEnd);
                reader.varint();
                at = reader.pos;
                id = reader.index();
              }
            }
            const location = id < idCount ? dense[id]! : NOT_THERE;
            if (location === NOT_THERE) isMissing = true;
            stack[frames++] = location;
          }
          if (at !== idsEnd) throw new WireError('bad varint', idsEnd);
          pos = idsEnd;
          continue;
        }
      } else if (tag === VALUE_SINGLE || (tag === VALUE_PACKED && bytes[pos + 1]! < 0x80)) {
        const isPacked = tag === VALUE_PACKED;
        let at = isPacked ? pos + 2 : pos + 1;
        // A single value ends where it ends: the loop runs once.
        const valuesEnd = isPacked ? at + bytes[pos + 1]! : at + 1;
        if (isPacked && valuesEnd > end) throw new WireError('length beyond the end', pos);
        while (at < valuesEnd) {
          const first = at;
          let value = bytes[at++]!;
          if (value >= 0x80) {
            let byte = bytes[at++]!;
            value = (value & 0x7f) | ((byte & 0x7f) << 7);
            if (byte >= 0x80) {
              byte = bytes[at++]!;
              value |= (byte & 0x7f) << 14;
              if (byte >= 0x80) {
                byte = bytes[at++]!;
                value |= (byte & 0x7f) << 21;
                if (byte >= 0x80) {
                  const reader = this.reader.reset(first, isPacked ? valuesEnd : end);
                  reader.varint();
                  at = reader.pos;
                  value = (reader.high | 0) * 2 ** 32 + reader.low;
                }
              }
            }
          }
          this.addValue(sample, value);
        }
        if (at > (isPacked ? valuesEnd : end)) throw new WireError('bad varint', pos);
        pos = at;
        continue;
      } else if (tag === LABEL && bytes[pos + 1]! < 0x80) {
        const labelEnd = pos + 2 + bytes[pos + 1]!;
        if (labelEnd > end) throw new WireError('length beyond the end', pos);
        this.labels.read(bytes, pos + 2, labelEnd, this.reader);
        pos = labelEnd;
        continue;
      }
      this.stackEnd = frames;
      pos = this.readOther(sample, pos, end);
      frames = this.stackEnd;
    }
    this.endSample(sample, stackStart, frames, isMissing || this.hasMissing);
  }

  /** One field of a sample that is not in one of the usual encodings. */
  private readOther(sample: number, pos: number, end: number): number {
    const reader = new WireReader(this.bytes, pos, end);
    reader.next();
    const after = reader.pos;
    if (reader.field === 1) {
      eachVarint(reader, ({ low, high }) => {
        const location = this.locationIds.find(low, high);
        if (location === NOT_THERE) this.hasMissing = true;
        this.stack[this.stackEnd++] = location;
      });
    } else if (reader.field === 2) {
      eachVarint(reader, ({ low, high }) => this.addValue(sample, (high | 0) * 2 ** 32 + low));
    } else if (reader.field === 3) {
      reader.expect(2);
      this.labels.read(this.bytes, reader.dataStart, reader.dataEnd, this.reader);
    }
    return after;
  }

  private addValue(sample: number, value: number): void {
    const type = this.valueCount++;
    if (type >= this.values.length) return;
    this.values[type]![sample] = value;
    this.magnitude[type]! += Math.abs(value);
  }

  private endSample(sample: number, stackStart: number, stackEnd: number, isMissing: boolean): void {
    this.stackEnd = stackEnd;
    this.stackOffset[sample + 1] = stackEnd;
    this.labels.endSample(sample);
    if (stackEnd - stackStart > this.limits.stackFrames) {
      throw limitExceeded(
        'stackFrames',
        this.limits.stackFrames,
        `a stack of ${stackEnd - stackStart} frames`,
      );
    }
    if (this.invalid !== undefined) return;
    if (this.valueCount !== this.typeCount) {
      this.invalid = `mismatch: sample has ${this.valueCount} values vs. ${this.typeCount} types`;
    } else if (isMissing) {
      this.invalid = 'sample has nil location';
    }
  }

  private finish(): DecodedSamples {
    const { sampleCount, stackOffset } = this;
    return {
      samples: {
        count: sampleCount,
        stackOffset,
        stack: this.stack.subarray(0, this.stackEnd),
        values: this.values.map((column, type) => this.exact(column, type)),
        ...this.labels.finish(),
      },
      hasBadString: this.labels.hasBadString,
      invalid: this.typeCount === 0 && sampleCount > 0 ? 'missing sample type information' : this.invalid,
    };
  }

  /** Doubles where all sums over them are exact; else the values are read again as 64-bit integers. */
  private exact(column: Float64Array, type: number): ValueColumn {
    if (this.magnitude[type]! <= Number.MAX_SAFE_INTEGER) return column;
    const wide = allocating(() => new BigInt64Array(this.sampleCount));
    const top = new WireReader(this.bytes);
    for (let sample = 0; sample < this.sampleCount; ) {
      if (!top.next()) break;
      if (top.field !== FIELD.sample) continue;
      const reader = new WireReader(this.bytes, top.dataStart, top.dataEnd);
      let index = 0;
      while (reader.next()) {
        if (reader.field !== 2) continue;
        eachVarint(reader, (value) => {
          if (index++ === type) wide[sample] = value.int64();
        });
      }
      sample++;
    }
    return wide;
  }
}
