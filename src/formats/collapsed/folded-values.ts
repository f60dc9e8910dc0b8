import type { ValueType } from '../../profile/profile.ts';
import { endsInCount, isRemark, splitFoldedLine } from './folded-line.ts';

/** What the numbers of a file of folded stacks are. */
export interface FoldedValues {
  readonly sampleTypes: readonly ValueType[];
  /** Each line has two counts, before and after (difffolded.pl). */
  readonly isDifference: boolean;
  /** A value per sample type; undefined where a text is no number of 64 bits. Fractions are rounded. */
  parse(counts: readonly string[]): readonly (number | bigint)[] | undefined;
}

const WALL: ValueType = { type: 'wall', unit: 'microseconds' };
const CPU: ValueType = { type: 'cpu', unit: 'microseconds' };
const MEMORY: ValueType = { type: 'memory', unit: 'bytes' };
const SAMPLES: ValueType = { type: 'samples', unit: 'count' };

/** By austin's `# mode:` (https://github.com/P403n1x87/austin). */
const AUSTIN_MODES: Readonly<Record<string, readonly ValueType[]>> = {
  wall: [WALL],
  cpu: [CPU],
  memory: [MEMORY],
  full: [CPU, WALL, MEMORY],
};

/** Reads the kind of numbers from the first lines of a file. */
export function foldedValues(lines: readonly string[]): FoldedValues {
  const mode = lines
    .map((line) => /^# mode: (\w{1,20})/.exec(line)?.[1])
    .find((found) => found !== undefined);
  const sampleTypes =
    mode !== undefined && Object.hasOwn(AUSTIN_MODES, mode) ? AUSTIN_MODES[mode]! : undefined;
  if (mode === 'full') return { sampleTypes: sampleTypes!, isDifference: false, parse: parseFull };
  const stacks = lines.filter((line) => !isRemark(line)).flatMap((line) => splitFoldedLine(line) ?? []);
  const isDifference = stacks.length > 0 && stacks.every(({ stack }) => endsInCount(stack));
  const types = isDifference
    ? [
        { type: 'before', unit: 'count' },
        { type: 'after', unit: 'count' },
      ]
    : (sampleTypes ?? [SAMPLES]);
  return { sampleTypes: types, isDifference, parse: parseEach };
}

/** `time,idle,memory`: the time passed, whether the thread was idle, the memory that came or went. */
function parseFull(counts: readonly string[]): readonly (number | bigint)[] | undefined {
  const [time, idle, memory] = counts[0]!.split(',').map(toInt64);
  if (time === undefined || idle === undefined || memory === undefined) return undefined;
  return [Number(idle) === 0 ? time : 0, time, memory];
}

function parseEach(counts: readonly string[]): readonly (number | bigint)[] | undefined {
  const values = counts.map(toInt64);
  return values.every((value) => value !== undefined) ? values : undefined;
}

const PLAIN = /^\d{1,15}$/;

function toInt64(text: string): number | bigint | undefined {
  if (PLAIN.test(text)) return Number(text);
  if (text.includes(',')) return undefined;
  const [whole = '', fraction = ''] = text.split('.');
  const magnitude = BigInt(whole.replace('-', '')) + (fraction >= '5' ? 1n : 0n);
  const value = whole.startsWith('-') ? -magnitude : magnitude;
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
