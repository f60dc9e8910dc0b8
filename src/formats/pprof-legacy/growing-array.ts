import { allocating } from '../../profile/wire-reader.ts';

interface TypedArray<V> {
  readonly length: number;
  [index: number]: V;
  set(from: ArrayLike<V>): void;
}

/** A typed array that grows as entries come. Lists of numbers would take three times the memory, of bigints six. */
export class GrowingArray<V, A extends TypedArray<V>> {
  length = 0;
  /** Entries beyond `length` mean nothing. Another array after each `push`. */
  items: A;
  readonly #make: (length: number) => A;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.items = make(64);
  }

  /** @throws ProfError LIMIT when memory does not suffice */
  push(value: V): void {
    if (this.length === this.items.length) {
      const larger = allocating(() => this.#make(Math.ceil(this.items.length * 1.6)));
      larger.set(this.items);
      this.items = larger;
    }
    (this.items as TypedArray<V>)[this.length++] = value;
  }
}

export const growingUint32 = (): GrowingArray<number, Uint32Array> =>
  new GrowingArray<number, Uint32Array>((length) => new Uint32Array(length));

export const growingInt64 = (): GrowingArray<bigint, BigInt64Array> =>
  new GrowingArray<bigint, BigInt64Array>((length) => new BigInt64Array(length));
