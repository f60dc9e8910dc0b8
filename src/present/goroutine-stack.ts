import type { GoroutineGroup } from '../goroutines/group-goroutines.ts';
import { safeText } from '../kit/safe-text.ts';
import { fitEnd } from './fit-end.ts';

const INDENT = '       ';
/** How many calls are shown of a stack that is not wanted whole. */
const SHOWN_FRAMES = 4;
const MIN_NAME_WIDTH = 16;

interface StackOptions {
  /** The whole stack with whole paths. */
  readonly isFull: boolean;
  /** Of the terminal; undefined: as wide as needed. */
  readonly columns: number | undefined;
}

/** A group's calls, each on a line, leaf first; without those that only carry out the waiting, for the state says it. */
export async function stackLines(
  { frames, waitingFrames }: GoroutineGroup,
  { isFull, columns }: StackOptions,
): Promise<string> {
  const shown = isFull ? frames : frames.slice(waitingFrames, waitingFrames + SHOWN_FRAMES);
  const places = shown.map(({ file, line }) => placeText(file, line, isFull));
  let text = '';
  for (const [i, frame] of shown.entries()) {
    const place = places[i]! === '' ? '' : `  ${places[i]}`;
    const room =
      columns === undefined ? undefined : Math.max(MIN_NAME_WIDTH, columns - INDENT.length - place.length);
    const [name] = await fitEnd([safeText(frame.function)], room);
    text += `${INDENT}${name}${place}\n`;
  }
  const left = frames.length - waitingFrames - shown.length;
  return isFull || left <= 0 ? text : `${text}${INDENT}… ${left} more\n`;
}

function placeText(file: string, line: number, isFull: boolean): string {
  if (file === '') return '';
  const path = isFull ? file : file.slice(file.lastIndexOf('/') + 1);
  return safeText(line === 0 ? path : `${path}:${line}`);
}
