/** Of a frame, the line with the function. */
export interface FunctionLine {
  readonly name: string;
  /** The call was inlined into the next frame. */
  readonly isInlined: boolean;
}

/** A frame's file and line. */
export interface Place {
  readonly filename: string;
  readonly line: number;
}

/**
 * Reads `main.(*Pool).run(0xc000010000, {0x1, 0x2})`; names from C have no arguments. The runtime's short word for a
 * panic becomes the function's name.
 */
export function parseFunctionLine(line: string): FunctionLine {
  const text = line.trimEnd();
  const open = text.endsWith(')') ? text.lastIndexOf('(') : -1;
  if (open <= 0)
    return { name: text.startsWith('non-Go function') ? 'non-Go function' : text, isInlined: false };
  const name = text.slice(0, open);
  return {
    name: name === 'panic' ? 'runtime.gopanic' : name,
    isInlined: text.length === open + 5 && text.endsWith('(...)'),
  };
}

/** Reads `	/src/pool.go:41 +0x1d fp=0x… sp=0x… pc=0x…`, of which only file and line are kept. */
export function parsePlace(line: string): Place {
  const text = line.trim();
  const end = placeEnd(text);
  const colon = text.lastIndexOf(':', end - 1);
  const number = text.slice(colon + 1, end);
  if (colon <= 0 || !/^\d{1,15}$/.test(number)) return { filename: '', line: 0 };
  return { filename: text.slice(0, colon), line: Number(number) };
}

const ADDRESS = /^(?:\+|fp=|sp=|pc=)0x[0-9a-f]+$/;

/** Where the line's number ends: before the addresses that may follow it. */
function placeEnd(text: string): number {
  let end = text.length;
  for (;;) {
    const space = text.lastIndexOf(' ', end - 1);
    if (space <= 0 || !ADDRESS.test(text.slice(space + 1, end))) return end;
    end = space;
  }
}
