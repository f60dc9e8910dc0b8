/** What one name may cost: names come from strangers, and some are built to demangle into gigabytes. */
import { DEMANGLE_LIMITS } from '../limits.ts';

/** Thrown where the text is not a mangled name after all. Never leaves this folder. */
export class NotMangled extends Error {
  override readonly name = 'NotMangled';
}

/** Thrown where a name costs more than it may. Never leaves this folder. */
export class TooComplex extends Error {
  override readonly name = 'TooComplex';
}

// One of each: most damaged names are found out at once, and a stack trace would cost more than the search.
const NOT_MANGLED = new NotMangled('not a mangled name');
const TOO_COMPLEX = new TooComplex('too complex a name');

/** Ends the reading of this name. */
export function reject(): never {
  throw NOT_MANGLED;
}

/** Steps that are left, and how deep in the name we are. */
export class Budget {
  depth = 0;
  #steps: number;
  #printed = 0;

  constructor(steps: number) {
    this.#steps = steps;
  }

  get left(): number {
    return Math.max(0, this.#steps);
  }

  /** @throws TooComplex when there are no steps left. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw TOO_COMPLEX;
  }

  /** @throws TooComplex when more is written than is allowed. */
  print(characters: number): void {
    this.#printed += characters;
    if (this.#printed > DEMANGLE_LIMITS.outputBytes) throw TOO_COMPLEX;
  }

  /** One step, one level deeper; every call has its `leave`, unless the name is given up. */
  enter(): void {
    if (++this.depth > DEMANGLE_LIMITS.depth || --this.#steps < 0) throw TOO_COMPLEX;
  }

  leave(): void {
    this.depth--;
  }
}
