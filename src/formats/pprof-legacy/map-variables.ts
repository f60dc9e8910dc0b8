import { ProfError } from '../../kit/errors.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';

/** Of one line after its variables were replaced, and of all of them: a few lines could ask for any amount. */
const MAX_LINE_CHARS = 2 ** 20;
const MAX_EXPANDED_CHARS = 2 ** 26;
/** Characters that may be compared with names of variables, in all. */
const MAX_COMPARED_CHARS = 2 ** 28;

/** Variables of a memory map: after a line `NAME=VALUE`, `$NAME` in further lines stands for VALUE. */
export class MapVariables {
  readonly #values = new Map<string, { readonly value: string; readonly rank: number }>();
  /** The lengths that names have, with their $. */
  readonly #lengths = new Set<number>();
  readonly #limits: DecodeLimits;
  #expandedChars = 0;
  #comparedChars = 0;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  /** Where a name is defined twice, the first counts. */
  define(name: string, value: string): void {
    const { smallTableEntries } = this.#limits;
    const key = `$${name}`;
    const rank = this.#values.size;
    if (this.#values.has(key)) return;
    if (rank >= smallTableEntries) {
      throw limitExceeded('smallTableEntries', smallTableEntries, 'memory map with too many variables');
    }
    this.#values.set(key, { value, rank });
    this.#lengths.add(key.length);
  }

  /** The line with its variables replaced once, from left to right; where two names fit, the older one counts. */
  expand(line: string): string {
    let dollar = this.#values.size === 0 ? -1 : line.indexOf('$');
    if (dollar === -1) return line;
    const parts: string[] = [];
    let copied = 0;
    let length = line.length;
    while (dollar !== -1) {
      const found = this.#find(line, dollar);
      if (found !== undefined) {
        parts.push(line.slice(copied, dollar), found.value);
        copied = dollar + found.keyLength;
        length += found.value.length - found.keyLength;
        if (length > MAX_LINE_CHARS) throw tooLarge();
      }
      dollar = line.indexOf('$', found === undefined ? dollar + 1 : copied);
    }
    if (copied === 0) return line;
    this.#expandedChars += length;
    if (this.#expandedChars > MAX_EXPANDED_CHARS) throw tooLarge();
    return parts.join('') + line.slice(copied);
  }

  #find(line: string, at: number): { readonly value: string; readonly keyLength: number } | undefined {
    let oldest = Infinity;
    let found: { readonly value: string; readonly keyLength: number } | undefined;
    for (const keyLength of this.#lengths) {
      if (at + keyLength > line.length) continue;
      this.#comparedChars += keyLength;
      if (this.#comparedChars > MAX_COMPARED_CHARS) throw tooLarge();
      const entry = this.#values.get(line.slice(at, at + keyLength));
      if (entry === undefined || entry.rank >= oldest) continue;
      oldest = entry.rank;
      found = { value: entry.value, keyLength };
    }
    return found;
  }
}

const tooLarge = (): ProfError =>
  new ProfError('LIMIT', 'the memory map uses variables beyond measure', {
    details: { limit: MAX_EXPANDED_CHARS },
  });
