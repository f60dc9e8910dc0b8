import { type LocationTable, NO_MAPPING } from '../../profile/profile.ts';
import { wrapUint64 } from './go-number.ts';
import type { LegacyMapping } from './memory-map.ts';

const MAX_UINT64 = (1n << 64n) - 1n;
const NONE = 0x7fff_ffff;

/**
 * The mapping of each address, in the order of the addresses: the first one that holds it; else the first whose file
 * began before its range does, far enough below, and which is then taken to begin there; else one made up, for all
 * addresses, which is appended. Address 0 has none. Takes n·log(n) steps for n addresses and ranges.
 */
export function assignMappings(
  addresses: BigUint64Array,
  mappings: LegacyMapping[],
): LocationTable['mapping'] {
  const assigned = new Uint32Array(addresses.length).fill(NO_MAPPING);
  const ranges = new MappingRanges(mappings);
  let madeUp = NONE;
  for (const [i, address] of addresses.entries()) {
    if (address === 0n) continue;
    let found = ranges.holding(address);
    if (found === NONE && madeUp === NONE) {
      found = ranges.beginningAbove(address);
      if (found !== NONE) ranges.extend(found);
    }
    if (found === NONE) {
      if (madeUp === NONE) {
        madeUp = mappings.push({ start: 0n, limit: MAX_UINT64, offset: 0n, file: '', buildId: '' }) - 1;
      }
      found = madeUp;
    }
    assigned[i] = found;
  }
  return assigned;
}

/** Where a mapping would begin whose range is only the later part of its file; undefined where it is the whole. */
const extendedStart = ({ start, offset }: LegacyMapping): bigint | undefined =>
  offset !== 0n && offset <= start ? start - offset : undefined;

/**
 * Answers which mapping, by index, is the first that holds an address. Two segment trees over the ends of all ranges:
 * a node is a stretch of addresses, and holds the mappings that cover all of it but not all of its parent.
 */
class MappingRanges {
  readonly #mappings: readonly LegacyMapping[];
  readonly #points: BigUint64Array;
  readonly #leaves: number;
  /** Per node, the first mapping that covers it. */
  readonly #first: Int32Array;
  /** Per node, the mappings that cover it once extended, ascending; those extended by now fall out when met. */
  readonly #extensions: number[][] = [];
  readonly #taken: number[] = [];

  constructor(mappings: readonly LegacyMapping[]) {
    this.#mappings = mappings;
    const ends = mappings.flatMap((each) => [each.start, each.limit, extendedStart(each) ?? each.start]);
    this.#points = BigUint64Array.from(new Set(ends)).sort();
    this.#leaves = 2 ** Math.ceil(Math.log2(this.#points.length + 1));
    this.#first = new Int32Array(2 * this.#leaves).fill(NONE);
    for (const [i, mapping] of mappings.entries()) {
      this.#cover(i, mapping.start, mapping.limit);
      const start = extendedStart(mapping);
      if (start === undefined) continue;
      for (const node of this.#nodes(start, mapping.start)) {
        this.#extensions[node] ??= [];
        this.#extensions[node].push(i);
      }
    }
  }

  /** NONE where there is none. */
  holding(address: bigint): number {
    let first = NONE;
    for (let node = this.#leaf(address); node > 0; node >>= 1) first = Math.min(first, this.#first[node]!);
    return first;
  }

  /** The first mapping that `extend` would make hold the address, or NONE. */
  beginningAbove(address: bigint): number {
    let first = NONE;
    for (let node = this.#leaf(address); node > 0; node >>= 1) {
      const list = this.#extensions[node];
      if (list === undefined) continue;
      let taken = this.#taken[node] ?? 0;
      while (taken < list.length && this.#mappings[list[taken]!]!.offset === 0n) taken++;
      this.#taken[node] = taken;
      first = Math.min(first, list[taken] ?? NONE);
    }
    return first;
  }

  /** Lets a mapping begin where its file does. */
  extend(index: number): void {
    const mapping = this.#mappings[index]!;
    mapping.start = wrapUint64(mapping.start - mapping.offset);
    mapping.offset = 0n;
    this.#cover(index, mapping.start, mapping.limit);
  }

  #cover(index: number, from: bigint, to: bigint): void {
    for (const node of this.#nodes(from, to)) this.#first[node] = Math.min(this.#first[node]!, index);
  }

  /** The nodes that together are the addresses from ..< to. */
  #nodes(from: bigint, to: bigint): number[] {
    const nodes: number[] = [];
    if (to <= from) return nodes;
    let left = this.#leaf(from);
    let right = this.#leaf(to);
    while (left < right) {
      if (left % 2 === 1) nodes.push(left++);
      if (right % 2 === 1) nodes.push(--right);
      left >>= 1;
      right >>= 1;
    }
    return nodes;
  }

  /** The first leaf is for what lies below all ranges. */
  #leaf(address: bigint): number {
    const points = this.#points;
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return this.#leaves + low;
  }
}
