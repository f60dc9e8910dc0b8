/** Paths from a root as numbers: a path is its parent's number and one more item. */
const FIRST_CAPACITY = 1 << 12;

/** Numbers paths from 0, in order of first appearance, so that a parent's number is smaller than its children's. */
export class PathTable {
  count = 0;
  private slots = new Uint32Array(2 * FIRST_CAPACITY);
  private parents = new Int32Array(FIRST_CAPACITY);
  private items = new Uint32Array(FIRST_CAPACITY);

  /** The path `item` below `parent`; -1 is the empty path. */
  child(parent: number, item: number): number {
    const next = parent + 1;
    // A path that was new had its numbers in a row: who walks it again finds the next in the next number.
    if (next < this.count && this.parents[next] === parent && this.items[next] === item) return next;
    return this.look(parent, item);
  }

  parentOf = (path: number): number => this.parents[path]!;
  itemOf = (path: number): number => this.items[path]!;

  /** Per path its parent, -1 at a root. */
  parentColumn = (): Int32Array => this.parents.slice(0, this.count);
  /** Per path its last item. */
  itemColumn = (): Uint32Array => this.items.slice(0, this.count);

  private look(parent: number, item: number): number {
    const { slots, parents, items } = this;
    const mask = slots.length - 1;
    let slot = hashPair(parent, item) & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (parents[found - 1] === parent && items[found - 1] === item) return found - 1;
      slot = (slot + 1) & mask;
    }
    parents[this.count] = parent;
    items[this.count] = item;
    slots[slot] = ++this.count;
    if (this.count === parents.length) this.grow();
    return this.count - 1;
  }

  /** Doubles all columns: at most half of the slots are taken. */
  private grow(): void {
    const capacity = this.parents.length * 2;
    const parents = new Int32Array(capacity);
    const items = new Uint32Array(capacity);
    parents.set(this.parents);
    items.set(this.items);
    const slots = new Uint32Array(2 * capacity);
    for (let path = 0; path < this.count; path++) {
      let slot = hashPair(parents[path]!, items[path]!) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = path + 1;
    }
    Object.assign(this, { parents, items, slots });
  }
}

function hashPair(parent: number, item: number): number {
  const hash = Math.imul(parent + 1, 0x9e3779b1) ^ Math.imul(item + 1, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) >>> 0;
}
