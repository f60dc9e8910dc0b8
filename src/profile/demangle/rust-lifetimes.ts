/** Lifetimes in Rust's newer symbols: they are numbered from the innermost binder outwards. */
import { reject } from './budget.ts';
import { RustCursor } from './rust-cursor.ts';

export class RustLifetimes extends RustCursor {
  /** Bound around where we are. */
  #bound = 0n;

  /** What `read` binds ends with it. */
  withLifetimes(read: () => void): void {
    const held = this.#bound;
    read();
    this.#bound = held;
  }

  /** `["G" <base-62-number>]`: lifetimes that are bound here. */
  binder(): void {
    if (!this.accept('G')) return;
    const count = BigInt.asIntN(64, this.base62() + 1n);
    // Each is used later, by at least one character.
    if (count >= BigInt(this.left) - this.#bound) reject();
    this.write('for<');
    for (let i = 0n; i < count; i++) {
      if (i > 0n) this.write(', ');
      this.#bound++;
      this.writeLifetime(1n);
    }
    this.write('> ');
  }

  /** `'a` is the outermost; 1 is the innermost. */
  writeLifetime(lifetime: bigint): void {
    this.write(`'${lifetime === 0n ? '_' : this.#nameOf(BigInt.asIntN(64, this.#bound - lifetime))}`);
  }

  #nameOf(depth: bigint): string {
    if (depth < 0n) reject();
    return depth < 26n ? String.fromCharCode(97 + Number(depth)) : `z${depth - 25n}`;
  }
}
