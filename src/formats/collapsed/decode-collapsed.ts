import { ProfError } from '../../kit/errors.ts';
import { safeText } from '../../kit/safe-text.ts';
import { ProfileBuilder } from '../../profile/builder.ts';
import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import type { Profile } from '../../profile/profile.ts';
import { StackSize } from '../stack-size.ts';
import { textLines } from '../text-lines.ts';
import { endsInCount, isRemark, splitFoldedLine } from './folded-line.ts';
import { type FoldedValues, foldedValues } from './folded-values.ts';

/**
 * The profile of a file of folded stacks, one sample a line, names as they stand (`_[j]` and `(file.py:3)` included).
 * The file does not say what it counts: `samples/count`, unless it is austin's.
 * @throws ProfError BAD_PROFILE with the line of what is wrong, LIMIT.
 */
export function decodeCollapsed(bytes: Uint8Array, limits: DecodeLimits): Profile {
  if (bytes.length > limits.decodedBytes) {
    throw limitExceeded('decodedBytes', limits.decodedBytes, `profile of ${bytes.length} bytes`);
  }
  const values = foldedValues(firstLines(bytes));
  const builder = new ProfileBuilder({ sampleTypes: values.sampleTypes });
  const reader = new FoldedReader(builder, values, limits);
  let number = 0;
  for (const line of textLines(bytes)) reader.read(line, ++number);
  return reader.finish();
}

const TELLING_LINES = 100;

function firstLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (const line of textLines(bytes)) {
    if (lines.push(line) === TELLING_LINES) break;
  }
  return lines;
}

class FoldedReader {
  readonly #builder: ProfileBuilder;
  readonly #values: FoldedValues;
  readonly #limits: DecodeLimits;
  readonly #size: StackSize;
  readonly #locations = new Map<string, number>();
  #samples = 0;
  #hasFraction = false;
  #hasValue = false;

  constructor(builder: ProfileBuilder, values: FoldedValues, limits: DecodeLimits) {
    this.#builder = builder;
    this.#values = values;
    this.#limits = limits;
    this.#size = new StackSize(limits);
  }

  read(line: string, number: number): void {
    if (isRemark(line)) return;
    const folded = splitFoldedLine(line);
    if (folded === undefined) {
      if (line.trim() === '') return;
      throw wrongLine(number, 'does not end in a space and a count', line);
    }
    let { stack } = folded;
    const counts = [folded.count];
    if (this.#values.isDifference) {
      if (!endsInCount(stack)) throw wrongLine(number, 'has one count where the lines before have two', line);
      const at = Math.max(stack.lastIndexOf(' '), stack.lastIndexOf('\t'));
      counts.unshift(stack.slice(at + 1));
      stack = stack.slice(0, at);
    }
    const values = this.#values.parse(counts);
    if (values === undefined) throw wrongLine(number, 'has a count that is no 64-bit number', line);
    this.#hasFraction ||= folded.count.includes('.');
    this.#hasValue ||= values.some((value) => Number(value) !== 0);
    if (++this.#samples > this.#limits.samples) {
      throw limitExceeded('samples', this.#limits.samples, 'profile of more samples');
    }
    this.#builder.addSample(this.#frames(stack), values);
  }

  finish(): Profile {
    if (this.#samples === 0) throw new ProfError('BAD_PROFILE', 'no line is a stack and a count');
    if (this.#hasFraction && !this.#hasValue) {
      throw new ProfError('BAD_PROFILE', 'every count is below one half, and a profile holds whole numbers', {
        hints: ['multiply the counts, by 1000 say'],
      });
    }
    return this.#builder.build();
  }

  /** Locations, leaf first. */
  #frames(stack: string): number[] {
    const frames: number[] = [];
    let end = stack.length;
    while (end >= 0) {
      const semicolon = end === 0 ? -1 : stack.lastIndexOf(';', end - 1);
      frames.push(this.#location(stack.slice(semicolon + 1, end)));
      end = semicolon;
    }
    this.#size.add(frames.length);
    return frames;
  }

  #location(name: string): number {
    let location = this.#locations.get(name);
    if (location === undefined) {
      if (this.#locations.size >= this.#limits.tableEntries) {
        throw limitExceeded('tableEntries', this.#limits.tableEntries, 'profile of more functions');
      }
      // No system name: it marks the name as final, so that nothing is cut out of it as a template argument.
      const fn = this.#builder.addFunction({ name, systemName: '' });
      location = this.#builder.addLocation({ lines: [{ function: fn }] });
      this.#locations.set(name, location);
    }
    return location;
  }
}

const SHOWN_CHARS = 80;

function wrongLine(number: number, problem: string, line: string): ProfError {
  const shown = line.length > SHOWN_CHARS ? `…${line.slice(-SHOWN_CHARS)}` : line;
  return new ProfError('BAD_PROFILE', `line ${number} ${problem}: ${safeText(shown)}`, {
    hints: ['each line is: frames from the root with ; between them, a space, a count'],
    details: { line: number },
  });
}
