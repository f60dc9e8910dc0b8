/** Collects bytes for output: a large report leaves in chunks, and its pieces are copied once. */
const FIRST_BYTES = 1 << 17;

export class ByteChunk {
  private buffer = new Uint8Array(FIRST_BYTES);
  private size = 0;

  add(bytes: Uint8Array): void {
    const end = this.size + bytes.length;
    if (end > this.buffer.length) this.grow(end);
    this.buffer.set(bytes, this.size);
    this.size = end;
  }

  /** Enough to be worth passing on. */
  get isFull(): boolean {
    return this.size >= FIRST_BYTES >> 1;
  }

  /** What was added since the last time. */
  take(): Uint8Array {
    const taken = this.buffer.subarray(0, this.size);
    this.buffer = new Uint8Array(FIRST_BYTES);
    this.size = 0;
    return taken;
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.size));
    this.buffer = larger;
  }
}
