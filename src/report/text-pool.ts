/**
 * Output made of texts that come again and again, such as the names of frames. The texts and what is to be written stand
 * in one memory: copying inside of an array is several times faster than from a small array into another.
 */
import { encodeUtf8 } from '../profile/utf8.ts';

/** Enough output to be worth passing on. */
const PIECE_BYTES = 1 << 16;
const FIRST_TEXT_BYTES = 1 << 16;
/** Texts beyond this are not kept: whoever asks for them again brings them again. */
const MAX_TEXT_BYTES = 1 << 26;
/** Up to here a loop copies faster than a call. */
const SHORT_BYTES = 16;
/** What `keep` returns where there is no more room. */
const NOT_KEPT = -1;

export class TextPool {
  /** Texts, then output from `outputStart` on. */
  private memory = new Uint8Array(FIRST_TEXT_BYTES + PIECE_BYTES + FIRST_TEXT_BYTES);
  private textsEnd = 0;
  private outputStart = FIRST_TEXT_BYTES;
  private outputEnd = FIRST_TEXT_BYTES;
  /** Text i is memory[from[i] ..< to[i]]. */
  private from = new Uint32Array(1024);
  private to = new Uint32Array(1024);
  private count = 0;

  /** Remembers a text; gives its number for `addKept`, or -1 where too much is kept already. */
  keep(text: string): number {
    const bytes = encodeUtf8(text);
    const start = this.textsEnd;
    const end = start + bytes.length;
    if (end > MAX_TEXT_BYTES) return NOT_KEPT;
    if (end > this.outputStart) this.makeRoomForTexts(end);
    this.memory.set(bytes, start);
    this.textsEnd = end;
    if (this.count === this.from.length) {
      this.from = doubled(this.from);
      this.to = doubled(this.to);
    }
    this.from[this.count] = start;
    this.to[this.count] = end;
    return this.count++;
  }

  addKept(number: number): void {
    const start = this.from[number]!;
    const end = this.to[number]!;
    const at = this.outputEnd;
    const newEnd = at + end - start;
    if (newEnd > this.memory.length) this.makeRoomForOutput(newEnd);
    const { memory } = this;
    if (end - start > SHORT_BYTES) memory.copyWithin(at, start, end);
    else for (let i = start, o = at; i < end; i++, o++) memory[o] = memory[i]!;
    this.outputEnd = newEnd;
  }

  /** Adds a text that need not be remembered. */
  add(text: string): void {
    this.addBytes(encodeUtf8(text));
  }

  /** Adds bytes[start ..< end]. */
  addBytes(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const at = this.outputEnd;
    const newEnd = at + end - start;
    if (newEnd > this.memory.length) this.makeRoomForOutput(newEnd);
    const { memory } = this;
    if (end - start > 4 * SHORT_BYTES) memory.set(bytes.subarray(start, end), at);
    else for (let i = start, o = at; i < end; i++, o++) memory[o] = bytes[i]!;
    this.outputEnd = newEnd;
  }

  /** Adds characters that are one byte each. */
  addAscii(text: string): void {
    const at = this.outputEnd;
    const newEnd = at + text.length;
    if (newEnd > this.memory.length) this.makeRoomForOutput(newEnd);
    const { memory } = this;
    for (let i = 0; i < text.length; i++) memory[at + i] = text.charCodeAt(i);
    this.outputEnd = newEnd;
  }

  /** Takes back the last byte. */
  dropLast(): void {
    this.outputEnd--;
  }

  /** There is enough output to be worth passing on. */
  get isFull(): boolean {
    return this.outputEnd - this.outputStart >= PIECE_BYTES;
  }

  /** What was added since the last time; valid until more is added. */
  take(): Uint8Array {
    const taken = this.memory.subarray(this.outputStart, this.outputEnd);
    this.outputEnd = this.outputStart;
    return taken;
  }

  private makeRoomForTexts(textBytes: number): void {
    const outputStart = Math.max(textBytes, 2 * this.outputStart);
    const larger = new Uint8Array(this.memory.length + outputStart - this.outputStart);
    larger.set(this.memory.subarray(0, this.textsEnd));
    larger.set(this.memory.subarray(this.outputStart, this.outputEnd), outputStart);
    this.outputEnd += outputStart - this.outputStart;
    this.outputStart = outputStart;
    this.memory = larger;
  }

  private makeRoomForOutput(end: number): void {
    const larger = new Uint8Array(Math.max(end, 2 * this.memory.length));
    larger.set(this.memory.subarray(0, this.outputEnd));
    this.memory = larger;
  }
}

function doubled(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * from.length);
  larger.set(from);
  return larger;
}
