/**
 * Reports of the mouse in a terminal's input, in the SGR form (mode 1006):
 * https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Extended-coordinates
 */
export interface MouseEvent {
  readonly kind: 'press' | 'wheelUp' | 'wheelDown';
  readonly button: 'left' | 'middle' | 'right' | 'none';
  /** From 0. */
  readonly column: number;
  readonly row: number;
}

/** Asks the terminal for presses and the wheel, in the SGR form; and takes that back. */
export const MOUSE_ON = '\u001b[?1000h\u001b[?1006h';
export const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l';

const REPORT = /\u001b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])/g;
/** A report that is cut off at the end of what was read. */
const UNFINISHED = /\u001b\[<[\d;]{0,16}$/;
const BUTTONS = ['left', 'middle', 'right', 'none'] as const;

/** Keys without reports, the reports, and the beginning of one whose rest is still to come. */
export function splitMouse(input: string): {
  readonly keys: string;
  readonly events: MouseEvent[];
  readonly rest: string;
} {
  const events: MouseEvent[] = [];
  const keys = input.replace(REPORT, (_, code: string, column: string, row: string, end: string) => {
    const event = eventOf(Number(code), end);
    if (event !== undefined) events.push({ ...event, column: Number(column) - 1, row: Number(row) - 1 });
    return '';
  });
  const rest = UNFINISHED.exec(keys)?.[0] ?? '';
  return { keys: keys.slice(0, keys.length - rest.length), events, rest };
}

/** Releases and movements say nothing here. */
function eventOf(code: number, end: string): Pick<MouseEvent, 'kind' | 'button'> | undefined {
  if (end === 'm' || (code & 32) !== 0) return undefined;
  const button = BUTTONS[code & 3]!;
  if ((code & 64) === 0) return { kind: 'press', button };
  return (code & 3) > 1 ? undefined : { kind: (code & 1) === 0 ? 'wheelUp' : 'wheelDown', button: 'none' };
}
