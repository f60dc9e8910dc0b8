import { buildNodes, printableName } from '../../profile/graph-nodes.ts';
import type { Profile } from '../../profile/profile.ts';
import { chooseSampleIndex } from '../../profile/sample-value.ts';
import { nodeStack } from '../node-stack.ts';
import type { EncodeOptions } from '../profile-format.ts';

/** Lines to a piece. */
const PIECE_LINES = 1000;
const NO_FRAMES = '<no stack>';

/**
 * One value of each stack, equal stacks as one line, in the order of their first sample; none for zero. A frame is what
 * reports call it. What would break a line is replaced, as the stackcollapse programs do: `;` in a name by `:`, ends of
 * lines by spaces, and a space by `_` where flame graph programs would take the end of a name for a count, or the
 * beginning of a line for a remark.
 * @throws ProfError USAGE for a sample type that is not there.
 */
export function encodeCollapsed(profile: Profile, options: EncodeOptions): Iterable<string> {
  const column = profile.samples.values[chooseSampleIndex(profile, options.sampleIndex)]!;
  const stackOf = stackTexts(profile, options);
  const sums = new Map<string, bigint | number>();
  for (let sample = 0; sample < profile.samples.count; sample++) {
    const value = column[sample]!;
    if (Number(value) === 0) continue;
    const stack = stackOf(sample);
    const sum = sums.get(stack);
    sums.set(stack, sum === undefined ? value : addExact(sum, value));
  }
  return pieces(sums);
}

/** Doubles are only in columns whose every sum is exact. */
function addExact(a: bigint | number, b: bigint | number): bigint | number {
  return typeof a === 'number' && typeof b === 'number' ? a + b : BigInt.asIntN(64, BigInt(a) + BigInt(b));
}

function* pieces(sums: ReadonlyMap<string, bigint | number>): Generator<string> {
  let lines = '';
  let count = 0;
  for (const [stack, sum] of sums) {
    if (Number(sum) === 0) continue;
    lines += `${stack} ${sum}\n`;
    if (++count % PIECE_LINES !== 0) continue;
    yield lines;
    lines = '';
  }
  if (lines !== '') yield lines;
}

/** The text of a sample's stack, from the root. */
function stackTexts(profile: Profile, { frames: nodeOptions }: EncodeOptions) {
  const nodes = buildNodes(profile, nodeOptions);
  const names = Array.from({ length: nodes.count }, (_, node) => frameText(printableName(nodes, node)));
  return (sample: number): string => {
    const stack = nodeStack(profile.samples, sample, nodes);
    return stack.length === 0 ? NO_FRAMES : lineText(stack.map((node) => names[node]!).join(';'));
  };
}

const frameText = (name: string): string => name.replaceAll(';', ':').replace(/[\r\n]/g, ' ');

/** A line begins with `# ` only for a remark, with a byte order mark only for the file's, and ends in one number. */
function lineText(stack: string): string {
  const text = stack.replace(/^\ufeff+/, '').replace(/^#(?: |$)/, '#_');
  return text.replace(/[ \t]([-\d.,]+)$/, '_$1');
}
