/**
 * Numbers all beginnings of stacks, so that each is one node of a tree.
 *
 * A beginning is known by a hash of 64 bits alone: two that share one are taken for the same, which has to be looked for
 * in what comes out. Comparing items at each look would fetch another stack from far away in memory for every sample,
 * and takes twice as long as all the rest. Of a known beginning all shorter ones are known too, so the longest known one
 * is found by halving: a stack costs one pass over its items and a few looks.
 */
const MIN_CAPACITY = 1 << 12;
const MAX_FIRST_CAPACITY = 1 << 18;

export type Multipliers = readonly [number, number];
const MULTIPLIERS: Multipliers = [0x9e3779b1, 0x85ebca77];

export class StackTable {
  count = 0;
  private readonly stack: Uint32Array;
  /** Of the stack at hand: both halves of the hash of its outermost n items, at 2n and 2n + 1. */
  private hashes = new Int32Array(256);
  /** Pairs of hash halves, the first never 0 where a slot is taken. */
  private slots: Int32Array;
  private nodeOfSlot: Int32Array;
  private parents: Int32Array;
  private items: Uint32Array;
  private readonly multipliers: Multipliers;

  /**
   * @param stack the items of all stacks, each stack's last first
   * @param stackCount how many stacks are to come
   * @param multipliers of the hash: tests choose such that hashes meet
   */
  constructor(stack: Uint32Array, stackCount: number, multipliers: Multipliers = MULTIPLIERS) {
    this.stack = stack;
    this.multipliers = multipliers;
    let capacity = MIN_CAPACITY;
    while (capacity < stackCount && capacity < MAX_FIRST_CAPACITY) capacity *= 2;
    this.slots = new Int32Array(4 * capacity);
    this.nodeOfSlot = new Int32Array(2 * capacity);
    this.parents = new Int32Array(capacity);
    this.items = new Uint32Array(capacity);
  }

  /** The node of the stack in that range; -1 for an empty one. */
  add(start: number, end: number): number {
    const length = end - start;
    if (length === 0) return -1;
    this.hash(start, end);
    const slot = this.find(length);
    return slot === -1 ? this.extend(length, end) : this.nodeOfSlot[slot]!;
  }

  parentColumn = (): Int32Array => this.parents.slice(0, this.count);
  itemColumn = (): Uint32Array => this.items.slice(0, this.count);

  private hash(start: number, end: number): void {
    if (2 * (end - start) + 2 > this.hashes.length) this.hashes = new Int32Array(4 * (end - start) + 2);
    const { stack, hashes } = this;
    const [factor, otherFactor] = this.multipliers;
    let first = 0x2545f491;
    let second = 0x6c8e9cf5;
    let place = 2;
    for (let i = end - 1; i >= start; i--) {
      const item = stack[i]!;
      first = Math.imul(first ^ item, factor);
      first ^= first >>> 15;
      second = Math.imul(second ^ item, otherFactor);
      second ^= second >>> 13;
      hashes[place] = first;
      hashes[place + 1] = second;
      place += 2;
    }
  }

  /** Adds what follows the longest known beginning. */
  private extend(length: number, end: number): number {
    let known = 0;
    let knownSlot = -1;
    let unknown = length;
    while (unknown - known > 1) {
      const middle = (known + unknown) >>> 1;
      const slot = this.find(middle);
      if (slot === -1) unknown = middle;
      else {
        known = middle;
        knownSlot = slot;
      }
    }
    let node = knownSlot === -1 ? -1 : this.nodeOfSlot[knownSlot]!;
    for (let depth = known + 1; depth <= length; depth++) {
      node = this.insert(node, this.stack[end - depth]!, depth);
    }
    return node;
  }

  /** The slot of the stack's outermost items; -1 where they are new. */
  private find(depth: number): number {
    const { slots } = this;
    const first = this.hashes[2 * depth]! || 1;
    const second = this.hashes[2 * depth + 1]!;
    const mask = slots.length / 2 - 1;
    let slot = (first ^ second) & mask;
    for (let found = slots[2 * slot]!; found !== 0; found = slots[2 * slot]!) {
      if (found === first && slots[2 * slot + 1] === second) return slot;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  private insert(parent: number, item: number, depth: number): number {
    if (this.count === this.parents.length) this.grow();
    const node = this.count++;
    this.parents[node] = parent;
    this.items[node] = item;
    place(this.slots, this.nodeOfSlot, [this.hashes[2 * depth]! || 1, this.hashes[2 * depth + 1]!, node]);
    return node;
  }

  /** Doubles all columns: at most half of the slots are taken. */
  private grow(): void {
    const capacity = this.parents.length * 2;
    const parents = new Int32Array(capacity);
    parents.set(this.parents);
    const items = new Uint32Array(capacity);
    items.set(this.items);
    const slots = new Int32Array(4 * capacity);
    const nodeOfSlot = new Int32Array(2 * capacity);
    for (let slot = 0; slot < this.nodeOfSlot.length; slot++) {
      const first = this.slots[2 * slot]!;
      if (first !== 0) place(slots, nodeOfSlot, [first, this.slots[2 * slot + 1]!, this.nodeOfSlot[slot]!]);
    }
    Object.assign(this, { parents, items, slots, nodeOfSlot });
  }
}

/** Puts a hash and its node into the first free slot. */
function place(
  slots: Int32Array,
  nodeOfSlot: Int32Array,
  [first, second, node]: readonly [number, number, number],
): void {
  const mask = nodeOfSlot.length - 1;
  let slot = (first ^ second) & mask;
  while (slots[2 * slot] !== 0) slot = (slot + 1) & mask;
  slots[2 * slot] = first;
  slots[2 * slot + 1] = second;
  nodeOfSlot[slot] = node;
}
