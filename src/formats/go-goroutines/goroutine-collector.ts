import { type BuilderLabel, type BuilderLocation, ProfileBuilder } from '../../profile/builder.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { PairTable } from '../../profile/pair-table.ts';
import type { Profile } from '../../profile/profile.ts';
import { allocating } from '../../profile/wire-reader.ts';
import { type Place, parseFunctionLine, parsePlace } from './frame-lines.ts';
import { fromLatin1, type GoroutineVisitor } from './goroutine-blocks.ts';
import { type GoroutineHeader, parseGoroutineFacts } from './goroutine-header.ts';
import { ELIDED_FRAMES, GOROUTINE_LABEL, NO_STACK } from './goroutine-labels.ts';

const ROOT = 0xffff_ffff;
const GOROUTINE = { type: 'goroutine', unit: 'count' };

/** A frame that goroutines have in common; texts are Latin-1. */
interface Frame {
  readonly name: string;
  readonly filename: string;
  readonly line: number;
  readonly isInlined: boolean;
}

/**
 * Counts goroutines by stack and labels. Stacks are paths in a tree of frames, so that 100,000 equal goroutines take the
 * memory of one.
 */
export class GoroutineCollector implements GoroutineVisitor {
  readonly #limits: DecodeLimits;
  readonly #frames = new Interner<Frame>();
  readonly #places = new Interner<Place>();
  readonly #heads = new Interner<readonly BuilderLabel[]>();
  /** Pairs of what is below (nearer to the leaf) and a frame. */
  readonly #stacks = new PairTable();
  /** Pairs of a stack and a head. */
  readonly #kinds = new PairTable();
  #counts: number[] = [];
  #kindOfId = new Map<number, number>();
  #dumps = 1;
  #total = 0;

  #header: GoroutineHeader | undefined;
  #isRepeat = false;
  #stack = ROOT;
  #depth = 0;
  #creator = '';

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  begin(header: GoroutineHeader, isRepeat: boolean): void {
    this.#header = header;
    this.#isRepeat = isRepeat;
    this.#stack = ROOT;
    this.#depth = 0;
    this.#creator = '';
  }

  frame(call: string, placeLine: string): void {
    const { name, isInlined } = parseFunctionLine(call);
    // What follows is of this one goroutine; without it lines recur.
    const cut = placeLine.indexOf(' fp=');
    const line = cut === -1 ? placeLine : placeLine.slice(0, cut);
    const place = this.#places.indexOf(line, () => parsePlace(line));
    const key = `${place} ${isInlined ? 1 : 0} ${name}`;
    this.#push(this.#frames.indexOf(key, () => ({ name, ...this.#places.get(place), isInlined })));
  }

  elided(): void {
    this.#push(this.#frames.indexOf(ELIDED_FRAMES, () => remark(ELIDED_FRAMES)));
  }

  createdBy(name: string): void {
    this.#creator = name;
  }

  end(): void {
    const { id } = this.#header!;
    // The stacks of threads that schedule goroutines.
    if (id === 0) return;
    if (this.#stack === ROOT) this.#push(this.#frames.indexOf(NO_STACK, () => remark(NO_STACK)));
    const earlier = this.#kindOfId.get(id);
    if (earlier !== undefined) {
      if (this.#isRepeat) this.#counts[earlier]!--;
      else this.#startOver();
    }
    const kind = this.#kinds.indexOf(this.#stack, this.#head());
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    allocating(() => this.#kindOfId.set(id, kind));
    const { samples } = this.#limits;
    if (++this.#total > samples) throw limitExceeded('samples', samples, `over ${samples} goroutines`);
  }

  /** @param remarks comments on the profile */
  build(remarks: readonly string[]): Profile {
    const dumps = this.#dumps;
    const comments =
      dumps === 1 ? remarks : [...remarks, `the last of ${dumps} dumps in this text: others are left out`];
    const builder = new ProfileBuilder({
      sampleTypes: [GOROUTINE],
      periodType: GOROUTINE,
      period: 1,
      comments,
    });
    for (const [kind, count] of this.#counts.entries()) {
      if (!(count > 0)) continue;
      const stack = this.#locations(this.#kinds.first(kind), builder);
      builder.addSample(stack, [count], this.#heads.get(this.#kinds.second(kind)));
    }
    return builder.build();
  }

  #push(frame: number): void {
    const { stackFrames, tableEntries } = this.#limits;
    if (++this.#depth > stackFrames) throw limitExceeded('stackFrames', stackFrames, 'deeper stack');
    this.#stack = allocating(() => this.#stacks.indexOf(this.#stack, frame));
    if (this.#stacks.count > tableEntries) {
      throw limitExceeded('tableEntries', tableEntries, `over ${tableEntries} different frames of stacks`);
    }
  }

  /** A goroutine was met before: the text goes on with another dump, of a later moment. */
  #startOver(): void {
    this.#dumps++;
    this.#counts = [];
    this.#kindOfId = new Map();
  }

  #head(): number {
    const { facts } = this.#header!;
    const creator = this.#creator;
    return this.#heads.indexOf(`${facts}\n${creator}`, () => {
      const { state, waitMinutes, isLocked, bubble, labels } = parseGoroutineFacts(fromLatin1(facts));
      return [
        ...labels.map(({ key, value }) => ({ key, str: value })),
        { key: GOROUTINE_LABEL.state, str: state },
        { key: GOROUTINE_LABEL.wait, num: waitMinutes, unit: waitMinutes === 0 ? '' : 'minutes' },
        { key: GOROUTINE_LABEL.createdBy, str: fromLatin1(creator) },
        { key: GOROUTINE_LABEL.thread, str: isLocked ? 'locked' : '' },
        { key: GOROUTINE_LABEL.bubble, num: bubble },
      ];
    });
  }

  /** The stack's locations, leaf first: what was inlined lies in the location of its caller. */
  #locations(stack: number, builder: ProfileBuilder): number[] {
    const frames: Frame[] = [];
    for (let at = stack; at !== ROOT; at = this.#stacks.first(at)) {
      frames.push(this.#frames.get(this.#stacks.second(at)));
    }
    const indices: number[] = [];
    let lines: BuilderLocation['lines'] = [];
    for (const { name, filename, line, isInlined } of frames.reverse()) {
      const added = builder.addFunction({ name: fromLatin1(name), filename: fromLatin1(filename) });
      lines = [...lines, { function: added, line }];
      if (isInlined && lines.length < MAX_INLINED) continue;
      indices.push(builder.addLocation({ lines }));
      lines = [];
    }
    if (lines.length > 0) indices.push(builder.addLocation({ lines }));
    return indices;
  }
}

/** Honest calls are inlined a few deep; beyond this, the lines of a location would be copied too often. */
const MAX_INLINED = 100;

const remark = (name: string): Frame => ({ name, filename: '', line: 0, isInlined: false });

/** Numbers things from 0 by their texts, in the order in which they come. */
class Interner<T> {
  readonly #indices = new Map<string, number>();
  readonly #things: T[] = [];

  get(index: number): T {
    return this.#things[index]!;
  }

  indexOf(text: string, make: () => T): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    const index = this.#things.push(make()) - 1;
    allocating(() => this.#indices.set(text, index));
    return index;
  }
}
