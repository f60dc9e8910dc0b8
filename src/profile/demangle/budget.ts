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

/** What is left for one name, and how deep in it we are. */
export class Budget {
  depth = 0;
  #steps: number;
  #bytes: number;

  constructor(steps: number, bytes: number) {
    this.#steps = steps;
    this.#bytes = bytes;
  }

  get steps(): number {
    return this.#steps;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws TooComplex when there are no steps left. */
  spend(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) throw TOO_COMPLEX;
  }

  /** @throws TooComplex when more is written than is allowed. */
  print(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) throw TOO_COMPLEX;
  }

  /** One step, one level deeper; every call has its `leave`, unless the name is given up. */
  enter(): void {
    if (++this.depth > DEMANGLE_LIMITS.depth || --this.#steps < 0) throw TOO_COMPLEX;
  }

  leave(): void {
    this.depth--;
  }
}

/**
 * What is left for all names of a profile. Each has an allowance by its length; the few that need more share what is
 * here, so that the whole takes linear time.
 */
export class SharedBudget {
  #steps: number = DEMANGLE_LIMITS.sharedSteps;
  #bytes: number = DEMANGLE_LIMITS.sharedBytes;

  /** The result of `use` with a budget for a name of so many bytes. */
  use<T>(length: number, use: (budget: Budget) => T): T {
    const steps = DEMANGLE_LIMITS.stepsPerCharacter * length;
    const bytes = DEMANGLE_LIMITS.bytesPerByte * length;
    const budget = new Budget(
      steps + Math.min(this.#steps, DEMANGLE_LIMITS.extraSteps),
      bytes + Math.min(this.#bytes, DEMANGLE_LIMITS.extraBytes),
    );
    const before = { steps: budget.steps, bytes: budget.bytes };
    const result = use(budget);
    this.#steps -= Math.max(0, before.steps - budget.steps - steps);
    this.#bytes -= Math.max(0, before.bytes - budget.bytes - bytes);
    return result;
  }
}
