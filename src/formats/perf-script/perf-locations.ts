import type { ProfileBuilder } from '../../profile/builder.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import type { PerfFrame, SourceLine } from './perf-lines.ts';

interface PlacedFrame extends PerfFrame {
  readonly file: string;
  readonly line: number;
}

/** Collects the frames of one stack after the other and makes locations of them: inlined functions and the function that they are in are one. */
export class PerfLocations {
  readonly #builder: ProfileBuilder;
  readonly #limits: DecodeLimits;
  readonly #mappings = new Map<string, number>();
  readonly #known = new Map<string, number>();
  #frames: PlacedFrame[] = [];

  constructor(builder: ProfileBuilder, limits: DecodeLimits) {
    this.#builder = builder;
    this.#limits = limits;
  }

  get hasFrames(): boolean {
    return this.#frames.length > 0;
  }

  /** The next frame outwards. */
  addFrame(frame: PerfFrame): void {
    this.#frames.push({ ...frame, file: '', line: 0 });
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
      group.push(frame);
      if (frame.isInlined) continue;
      stack.push(this.#location(group));
      group = [];
    }
    if (group.length > 0) stack.push(this.#location(group));
    this.#frames = [];
    return stack;
  }

  /** @param group innermost first. */
  #location(group: readonly PlacedFrame[]): number {
    const key = group
      .map((each) => `${each.address} ${each.line} ${each.symbol}\n${each.file}\n${each.object}`)
      .join('\n');
    let location = this.#known.get(key);
    if (location === undefined) {
      if (this.#known.size >= this.#limits.tableEntries) {
        throw limitExceeded('tableEntries', this.#limits.tableEntries, 'profile of more locations');
      }
      location = this.#addLocation(group);
      this.#known.set(key, location);
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
