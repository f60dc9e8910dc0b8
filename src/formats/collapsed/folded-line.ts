/** One line of folded stacks: frames from the root, `;` between them, white space, a number. */

export interface FoldedLine {
  readonly stack: string;
  /** As written, perhaps with decimals. */
  readonly count: string;
}

const SEMICOLON = ';';
/** Flame graph programs take decimals; differences of profiles are below zero. */
const COUNT = /^-?\d{1,19}(?:\.\d{0,30})?$/;
const METRICS = /^-?\d{1,19}(?:,-?\d{1,19}){2}$/;

/** Undefined: the line is none. */
export function splitFoldedLine(line: string): FoldedLine | undefined {
  const text = line.trimEnd();
  const at = lastSpace(text);
  if (at === -1) return undefined;
  const count = text.slice(at + 1);
  return COUNT.test(count) || METRICS.test(count) ? { stack: text.slice(0, at), count } : undefined;
}

/** A remark such as austin's `# mode: wall`. */
export const isRemark = (line: string): boolean => line.startsWith('# ');

/** Whether a stack ends as if another count stood in it: what difffolded.pl writes has two a line. */
export function endsInCount(stack: string): boolean {
  const at = lastSpace(stack);
  return at > 0 && COUNT.test(stack.slice(at + 1));
}

/** Whether these first lines of a text, without the last that may be cut, are all folded stacks. */
export function looksFolded(lines: readonly string[]): boolean {
  const stacks = lines.filter((line) => line.trim() !== '' && !isRemark(line)).map(splitFoldedLine);
  if (stacks.length === 0 || !stacks.every((line) => line !== undefined)) return false;
  // `error 404` alone could be anything.
  return stacks.length > 1 || stacks[0]!.stack.includes(SEMICOLON);
}

function lastSpace(text: string): number {
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09) return at;
  }
  return -1;
}
