import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { AddressTable } from './address-table.ts';
import { growingInt64, growingUint32 } from './growing-array.ts';

/** The samples of a legacy profile while it is read: stacks of addresses, leaf first, each address a location. */
export class LegacySamples {
  readonly locations = new AddressTable();
  readonly values;
  /** The value of the numeric label `bytes` of each sample, or nothing at all. */
  readonly bytesLabels = growingInt64();
  count = 0;
  /** Frames of sample i: frames[offset[i] ..< offset[i + 1]], indices of locations. */
  #frames = growingUint32();
  #offset = growingUint32();
  readonly #limits: DecodeLimits;

  constructor(valueCount: number, limits: DecodeLimits) {
    this.values = Array.from({ length: valueCount }, growingInt64);
    this.#limits = limits;
    this.#offset.push(0);
  }

  /**
   * Adds a frame to the sample that `end` will end; the address comes as two halves.
   * @param isReturn the address is where a call returns to: one less lies in the call.
   * @throws ProfError LIMIT
   */
  addFrame(low: number, high: number, isReturn: boolean): void {
    const { stackFrames, tableEntries } = this.#limits;
    let callLow = low;
    let callHigh = high;
    if (isReturn) {
      callLow = (low - 1) >>> 0;
      if (low === 0) callHigh = (high - 1) >>> 0;
    }
    this.#frames.push(this.locations.indexOf(callLow, callHigh));
    if (this.openFrames > stackFrames) throw limitExceeded('stackFrames', stackFrames, 'deeper stack');
    if (this.locations.count > tableEntries) {
      throw limitExceeded('tableEntries', tableEntries, `profile with more than ${tableEntries} addresses`);
    }
  }

  /** How many frames were added since the last sample ended. */
  get openFrames(): number {
    return this.#frames.length - this.#offset.items[this.count]!;
  }

  /** Forgets the frames that were added since the last sample ended. */
  dropFrames(): void {
    this.#frames.length = this.#offset.items[this.count]!;
  }

  /** @throws ProfError LIMIT */
  end(values: readonly bigint[], bytesLabel?: bigint): void {
    const { samples, labels } = this.#limits;
    this.count++;
    this.#offset.push(this.#frames.length);
    for (const [type, column] of this.values.entries()) column.push(values[type]!);
    if (bytesLabel !== undefined) this.bytesLabels.push(bytesLabel);
    if (this.count > samples) throw limitExceeded('samples', samples, `profile of over ${samples} samples`);
    if (this.bytesLabels.length > labels)
      throw limitExceeded('labels', labels, `profile of over ${labels} labels`);
  }

  /** Counts the last sample, if there is one, once more in its first value. */
  countAgain(): void {
    const { items } = this.values[0]!;
    if (this.count > 0) items[this.count - 1] = items[this.count - 1]! + 1n;
  }

  /** The location of a frame, 0 being the leaf; undefined where the stack is not that deep. */
  frame(sample: number, depth: number): number | undefined {
    const at = this.#offset.items[sample]! + depth;
    return at < this.#offset.items[sample + 1]! ? this.#frames.items[at]! : undefined;
  }

  /** Takes the frame that called the leaf out of the samples where `isDropped` says so. */
  dropCallers(isDropped: (leaf: number, caller: number) => boolean): void {
    const frames = this.#frames.items;
    const offset = this.#offset.items;
    let to = 0;
    let start = 0;
    for (let sample = 0; sample < this.count; sample++) {
      const end = offset[sample + 1]!;
      const isShorter = end - start > 1 && isDropped(frames[start]!, frames[start + 1]!);
      for (let from = start; from < end; from++) {
        if (!isShorter || from !== start + 1) frames[to++] = frames[from]!;
      }
      start = end;
      offset[sample + 1] = to;
    }
    this.#frames.length = to;
  }

  stacks(): { readonly stack: Uint32Array; readonly stackOffset: Uint32Array } {
    return {
      stack: this.#frames.items.slice(0, this.#frames.length),
      stackOffset: this.#offset.items.slice(0, this.count + 1),
    };
  }
}
