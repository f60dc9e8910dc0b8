/** Labels as frames: each sample's stack gets a made-up location per label key, at its root or at its leaf. */
import { stringMatcher } from './filter-samples.ts';
import { formatValue } from './measurement.ts';
import { NO_MAPPING, type Profile } from './profile.ts';

export interface TagFrames {
  /** Keys for the root, outermost first. */
  readonly rootKeys: readonly string[];
  /** Keys for the leaf, innermost last. */
  readonly leafKeys: readonly string[];
  /** The unit that numeric values print in. */
  readonly unit: string;
}

export interface TagFramesResult {
  readonly profile: Profile;
  /** Whether any sample has one of the keys. */
  readonly matched: { readonly root: boolean; readonly leaf: boolean };
}

/** A frame's function is named for the label's values, its file for the key; a missing label still makes a frame. */
export function addTagFrames(profile: Profile, { rootKeys, leafKeys, unit }: TagFrames): TagFramesResult {
  const { samples } = profile;
  const matched = { root: false, leaf: false };
  const keyCount = rootKeys.length + leafKeys.length;
  if (keyCount === 0) return { profile, matched };
  const tagKey = (name: string): TagKey => ({
    name,
    matches: stringMatcher(profile, (text) => text === name),
  });
  // Innermost first, as stacks are.
  const leaf = leafKeys.map(tagKey).reverse();
  const root = rootKeys.map(tagKey).reverse();
  const frames = new FrameTable(profile.locations.count);
  const stack = new Uint32Array(samples.stack.length + keyCount * samples.count);
  const stackOffset = new Uint32Array(samples.count + 1);
  let filled = 0;
  const framesFor = (sample: number, keys: readonly TagKey[], side: 'root' | 'leaf'): number[] =>
    keys.map((key) => {
      const values = labelTexts(profile, sample, key, unit);
      if (values.length > 0) matched[side] = true;
      return frames.location(values.join(','), key.name);
    });
  for (let s = 0; s < samples.count; s++) {
    // New locations are numbered in this order: the root's first.
    const atRoot = framesFor(s, root, 'root');
    const atLeaf = framesFor(s, leaf, 'leaf');
    const own = samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!);
    for (const part of [atLeaf, own, atRoot]) {
      stack.set(part, filled);
      filled += part.length;
    }
    stackOffset[s + 1] = filled;
  }
  return { profile: frames.addTo({ ...profile, samples: { ...samples, stack, stackOffset } }), matched };
}

interface TagKey {
  readonly name: string;
  readonly matches: (stringIndex: number) => boolean;
}

/** The values of a key: texts first, then numbers. */
function labelTexts({ samples, strings }: Profile, sample: number, key: TagKey, unit: string): string[] {
  const texts: string[] = [];
  const numbers: { value: bigint; unit: number }[] = [];
  for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
    if (!key.matches(samples.labelKey[l]!)) continue;
    const text = samples.labelString[l]!;
    if (text !== 0) texts.push(strings.get(text));
    else numbers.push({ value: samples.labelNumber[l]!, unit: samples.labelUnit[l]! });
  }
  const hasUnits = numbers.some((number) => number.unit !== 0);
  for (const number of numbers) {
    texts.push(
      hasUnits
        ? formatValue(number.value, strings.get(number.unit), unit)
        : formatValue(number.value, '', ''),
    );
  }
  return texts;
}

class FrameTable {
  private readonly firstLocation: number;
  private readonly byText = new Map<string, number>();
  private readonly frames: { name: string; file: string }[] = [];

  constructor(firstLocation: number) {
    this.firstLocation = firstLocation;
  }

  location(name: string, file: string): number {
    const key = JSON.stringify([name, file]);
    let index = this.byText.get(key);
    if (index === undefined) {
      index = this.frames.length;
      this.byText.set(key, index);
      this.frames.push({ name, file });
    }
    return this.firstLocation + index;
  }

  /** The profile with a function and a location for each frame. */
  addTo(profile: Profile): Profile {
    const { functions, locations, strings } = profile;
    const each = <T>(value: (index: number) => T): T[] => this.frames.map((_, i) => value(i));
    const lineCount = locations.lineFunction.length;
    return {
      ...profile,
      strings: strings.extend(this.frames.flatMap(({ name, file }) => [name, file])),
      functions: {
        count: functions.count + this.frames.length,
        id: appendIds(functions.id, this.frames.length),
        name: append32(
          functions.name,
          each((i) => strings.count + 2 * i),
        ),
        systemName: append32(
          functions.systemName,
          each(() => 0),
        ),
        filename: append32(
          functions.filename,
          each((i) => strings.count + 2 * i + 1),
        ),
        startLine: appendZeros(functions.startLine, this.frames.length),
      },
      locations: {
        count: locations.count + this.frames.length,
        id: appendIds(locations.id, this.frames.length),
        mapping: append32(
          locations.mapping,
          each(() => NO_MAPPING),
        ),
        address: new BigUint64Array(appendZeros(new BigInt64Array(locations.address), this.frames.length)),
        isFolded: Uint8Array.from([...locations.isFolded, ...each(() => 0)]),
        lineOffset: append32(
          locations.lineOffset,
          each((i) => lineCount + i + 1),
        ),
        lineFunction: append32(
          locations.lineFunction,
          each((i) => functions.count + i),
        ),
        line: appendZeros(locations.line, this.frames.length),
        column: appendZeros(locations.column, this.frames.length),
      },
    };
  }
}

function append32(column: Uint32Array, more: readonly number[]): Uint32Array {
  const longer = new Uint32Array(column.length + more.length);
  longer.set(column);
  longer.set(more, column.length);
  return longer;
}

function appendZeros(column: BigInt64Array, count: number): BigInt64Array {
  const longer = new BigInt64Array(column.length + count);
  longer.set(column);
  return longer;
}

/** New ids follow the largest. */
function appendIds(ids: BigUint64Array, count: number): BigUint64Array {
  const longer = new BigUint64Array(ids.length + count);
  longer.set(ids);
  let largest = 0n;
  for (const id of ids) if (id > largest) largest = id;
  for (let i = 0; i < count; i++) longer[ids.length + i] = largest + BigInt(i) + 1n;
  return longer;
}
