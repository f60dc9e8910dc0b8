import { type DecodeLimits, limitExceeded } from './limits.ts';
import type { SampleTable } from './profile.ts';
import { allocating, WireError, type WireReader } from './wire-reader.ts';

/** Labels of all samples, growing as they come. */
export class LabelColumns {
  hasBadString = false;
  private count = 0;
  private samplesDone = 0;
  private readonly offset: Uint32Array;
  private readonly stringCount: number;
  private readonly limits: DecodeLimits;
  private key: Uint32Array = new Uint32Array(0);
  private text: Uint32Array = new Uint32Array(0);
  private unit: Uint32Array = new Uint32Array(0);
  /** 64-bit numbers as halves; empty until the first numeric label. */
  private number: Uint32Array = new Uint32Array(0);

  constructor(sampleCount: number, stringCount: number, limits: DecodeLimits) {
    this.limits = limits;
    this.offset = allocating(() => new Uint32Array(sampleCount + 1));
    this.stringCount = stringCount;
  }

  /** One message Label. */
  read(bytes: Uint8Array, start: number, end: number, reader: WireReader): void {
    let key = 0;
    let text = 0;
    let low = 0;
    let high = 0;
    let unit = 0;
    let pos = start;
    while (pos < end) {
      const tag = bytes[pos]!;
      let value = bytes[pos + 1]!;
      let valueHigh = 0;
      let field = tag >> 3;
      let after = pos + 2;
      if (value >= 0x80) {
        let byte = bytes[after++]!;
        value = (value & 0x7f) | ((byte & 0x7f) << 7);
        if (byte >= 0x80) {
          byte = bytes[after++]!;
          value |= (byte & 0x7f) << 14;
          if (byte >= 0x80) field = 0;
        }
      }
      if (field === 0 || tag > 0x20 || (tag & 7) !== 0) {
        reader.reset(pos, end).next();
        after = reader.pos;
        field = reader.field;
        if (field >= 1 && field <= 4) reader.expect(0);
        value = field === 3 ? reader.low : reader.index();
        valueHigh = reader.high;
      }
      if (after > end) throw new WireError('bad varint', pos);
      pos = after;
      if (field === 1) key = value;
      else if (field === 2) text = value;
      else if (field === 4) unit = value;
      else if (field === 3) {
        low = value;
        high = valueHigh;
      }
    }
    this.add(key, text, low, high, unit);
  }

  /** A label with neither text nor number nor unit says nothing and is dropped, as the reference does. */
  private add(key: number, text: number, low: number, high: number, unit: number): void {
    const { stringCount } = this;
    if (key >= stringCount || text >= stringCount || (text === 0 && unit >= stringCount)) {
      this.hasBadString = true;
      return;
    }
    const isNumeric = text === 0;
    if (isNumeric && low === 0 && high === 0 && unit === 0) return;
    if (this.count === this.key.length) this.grow();
    const i = this.count++;
    this.key[i] = key;
    if (!isNumeric) {
      this.text[i] = text;
      return;
    }
    this.unit[i] = unit;
    if (this.number.length === 0) this.number = allocating(() => new Uint32Array(2 * this.key.length));
    this.number[2 * i] = low;
    this.number[2 * i + 1] = high;
  }

  private grow(): void {
    const { labels } = this.limits;
    if (this.count >= labels) {
      throw limitExceeded('labels', labels, `profile with more than ${labels} labels`);
    }
    // As many as there will be if samples go on as they began: growing again and again costs more than guessing.
    const perSample = this.count / Math.max(1, this.samplesDone);
    const expected = Math.ceil(1.02 * perSample * this.offset.length);
    const capacity = Math.min(labels, Math.max(1024, Math.ceil(this.key.length * 1.6), expected));
    const enlarge = (from: Uint32Array, length: number): Uint32Array => {
      const larger = allocating(() => new Uint32Array(length));
      larger.set(from);
      return larger;
    };
    this.key = enlarge(this.key, capacity);
    this.text = enlarge(this.text, capacity);
    this.unit = enlarge(this.unit, capacity);
    if (this.number.length > 0) this.number = enlarge(this.number, 2 * capacity);
  }

  endSample(sample: number): void {
    this.samplesDone = sample + 1;
    this.offset[sample + 1] = this.count;
  }

  finish(): Pick<SampleTable, 'labelOffset' | 'labelKey' | 'labelString' | 'labelNumber' | 'labelUnit'> {
    const { count } = this;
    return {
      labelOffset: this.offset,
      labelKey: this.key.subarray(0, count),
      labelString: this.text.subarray(0, count),
      labelNumber:
        this.number.length === 0 ? new BigInt64Array(count) : new BigInt64Array(this.number.buffer, 0, count),
      labelUnit: this.unit.subarray(0, count),
    };
  }
}
