import type { ProfileBuilder } from '../../profile/builder.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { type PerfFrame, parsePerfFrame, type SourceLine } from './perf-lines.ts';

interface PlacedFrame extends PerfFrame {
  readonly file: string;
  readonly line: number;
}

/**
 * Collects the frames of one stack after the other and makes locations of them: inlined functions and the function that
 * they are in are one.
 */
export class PerfLocations {
  readonly #builder: ProfileBuilder;
  readonly #limits: DecodeLimits;
  readonly #mappings = new Map<string, number>();
  /** Frames by their lines: most lines come again and again. */
  readonly #frameOfLine = new Map<string, PlacedFrame>();
  readonly #locationOfFrame = new Map<PlacedFrame, number>();
  readonly #locationOfKey = new Map<string, number>();
  #frames: PlacedFrame[] = [];

  constructor(builder: ProfileBuilder, limits: DecodeLimits) {
    this.#builder = builder;
    this.#limits = limits;
  }

  get hasFrames(): boolean {
    return this.#frames.length > 0;
  }

  /** The next frame outwards. @returns false where the line is none. @throws ProfError LIMIT */
  addLine(line: string): boolean {
    let frame = this.#frameOfLine.get(line);
    if (frame === undefined) {
      const parsed = parsePerfFrame(line);
      if (parsed === undefined) return false;
      const { tableEntries } = this.#limits;
      if (this.#frameOfLine.size >= tableEntries) {
        throw limitExceeded('tableEntries', tableEntries, 'profile of more locations');
      }
      frame = { ...parsed, file: '', line: 0 };
      this.#frameOfLine.set(line, frame);
    }
    this.#frames.push(frame);
    return true;
  }

  /** Where the last frame stands in the source. */
  addSource({ file, line, isInlined }: SourceLine): void {
    const last = this.#frames.pop()!;
    this.#frames.push({ ...last, file, line, isInlined: last.isInlined || isInlined });
  }

  /** Locations of the frames so far, leaf first; the next stack begins. */
  takeStack(): number[] {
    const stack: number[] = [];
    let group: PlacedFrame[] = [];
    for (const frame of this.#frames) {
      const isAlone = group.length === 0 && !frame.isInlined;
      if (isAlone) {
        stack.push(this.#ofFrame(frame));
        continue;
      }
      group.push(frame);
      if (frame.isInlined) continue;
      stack.push(this.#ofGroup(group));
      group = [];
    }
    if (group.length > 0) stack.push(this.#ofGroup(group));
    this.#frames = [];
    return stack;
  }

  #ofFrame(frame: PlacedFrame): number {
    let location = this.#locationOfFrame.get(frame);
    if (location === undefined) {
      location = this.#ofGroup([frame]);
      // One with a place in the source was made for this stack alone.
      if (frame.line === 0) this.#locationOfFrame.set(frame, location);
    }
    return location;
  }

  /** @param group innermost first. */
  #ofGroup(group: readonly PlacedFrame[]): number {
    const key = JSON.stringify(
      group.map(({ address, symbol, object, file, line }) => [`${address}`, symbol, object, file, line]),
    );
    let location = this.#locationOfKey.get(key);
    if (location === undefined) {
      location = this.#addLocation(group);
      this.#locationOfKey.set(key, location);
    }
    return location;
  }

  #addLocation(group: readonly PlacedFrame[]): number {
    const { address, object } = group.at(-1)!;
    const named = group.filter(({ symbol }) => symbol !== '');
    return this.#builder.addLocation({
      address,
      ...(object === '' ? {} : { mapping: this.#mapping(object) }),
      lines: named.map(({ symbol, file, line }) => ({
        // No system name: perf demangled it, and that is final.
        function: this.#builder.addFunction({ name: symbol, systemName: '', filename: file }),
        line,
      })),
    });
  }

  #mapping(object: string): number {
    let mapping = this.#mappings.get(object);
    if (mapping === undefined) {
      mapping = this.#builder.addMapping({ file: object, hasFunctions: true });
      this.#mappings.set(object, mapping);
    }
    return mapping;
  }
}
