export interface WordKind {
  readonly bytes: 4 | 8;
  readonly isBigEndian: boolean;
}

/** Reads unsigned words one after the other. Beyond the end they are 0. */
export class WordReader {
  /** The last word. */
  low = 0;
  high = 0;
  /** Whether a word was asked for that was not there. What was left of the bytes is gone then. */
  isCut = false;
  readonly #kind: WordKind;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array, kind: WordKind) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#kind = kind;
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  step(): void {
    const { bytes, isBigEndian } = this.#kind;
    this.low = 0;
    this.high = 0;
    if (this.bytesLeft < bytes) {
      this.isCut = true;
      this.#at = this.#bytes.length;
      return;
    }
    const first = this.#view.getUint32(this.#at, !isBigEndian);
    if (bytes === 4) this.low = first;
    else {
      const second = this.#view.getUint32(this.#at + 4, !isBigEndian);
      this.low = isBigEndian ? second : first;
      this.high = isBigEndian ? first : second;
    }
    this.#at += bytes;
  }

  next(): bigint {
    this.step();
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** The bytes after the last word. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }
}
