import type { FrameTable } from '../flame/frames.ts';
import { safeText } from '../kit/safe-text.ts';
import type { PageFrames } from './page-data.ts';

/** Names and paths are cut here: nobody reads on, and a page must not be as large as the longest of them. */
const MAX_NAME_CHARS = 1000;

/** The frames that a page needs, numbered as they are met, in a budget of bytes that counts nodes as well. */
export class VisibleFrames {
  usedBytes = 0;
  private readonly frames: FrameTable;
  private allowedBytes = 0;
  private readonly place = new Map<number, number>();
  private readonly name: string[] = [];
  private readonly label: (number | string)[] = [];
  private readonly file: number[] = [];
  private readonly inlined: number[] = [];
  private readonly placeOfFile = new Map<string, number>();
  private cutNames = 0;

  constructor(frames: FrameTable) {
    this.frames = frames;
  }

  /** Nothing more is taken when so much is used. */
  allowUpTo(bytes: number): void {
    this.allowedBytes = bytes;
  }

  /** Takes the room for a node, and for its frame where that is new; false where there is none left. */
  take(frame: number, nodeBytes: number): boolean {
    if (this.usedBytes >= this.allowedBytes) return false;
    this.usedBytes += nodeBytes;
    if (!this.place.has(frame)) this.add(frame);
    return true;
  }

  /** The number of a frame that was taken. */
  placeOf = (frame: number): number => this.place.get(frame)!;

  table(): PageFrames {
    const { name, label, file, inlined } = this;
    return { name, label, file, inlined, files: [...this.placeOfFile.keys()] };
  }

  /** What is to be said of names. */
  notes(): string[] {
    if (this.cutNames === 0) return [];
    return [`${this.cutNames} names and paths are cut after ${MAX_NAME_CHARS} characters`];
  }

  private add(frame: number): void {
    const { frames } = this;
    const place = this.name.length;
    const name = this.shown(frames.name[frame]!);
    const label = this.shown(frames.label(frame));
    this.place.set(frame, place);
    this.name.push(name);
    this.label.push(name.endsWith(label) ? name.length - label.length : label);
    this.file.push(this.addFile(this.shown(frames.file[frame]!)));
    if (frames.isInlined[frame] === 1) this.inlined.push(place);
    this.usedBytes += bytesOf(name) + (name.endsWith(label) ? 0 : bytesOf(label)) + FRAME_BYTES;
  }

  private addFile(file: string): number {
    const known = this.placeOfFile.get(file);
    if (known !== undefined) return known;
    this.usedBytes += bytesOf(file);
    this.placeOfFile.set(file, this.placeOfFile.size);
    return this.placeOfFile.size - 1;
  }

  private shown(text: string): string {
    if (text.length <= MAX_NAME_CHARS) return safeText(text);
    this.cutNames++;
    return `${safeText(text.slice(0, MAX_NAME_CHARS))}… (${text.length} characters)`;
  }
}

const FRAME_BYTES = 12;

const bytesOf = (text: string): number => Buffer.byteLength(text) + 3;
