/** Colours of a drawn graph: grey for little, red for much, green for less than nothing. */

export interface ColorKind {
  readonly saturation: number;
  readonly value: number;
}

export const LINE_COLOR: ColorKind = { saturation: 1, value: 0.7 };
export const FILL_COLOR: ColorKind = { saturation: 0.1, value: 0.93 };

/** Below that part colours fade to grey. */
const GREY_BELOW = 0.2;
/** Moves parts away from 0, so that more of the range of colours is used. */
const SPREAD = 0.3;

/** The colour of a part of the total, -1 to 1. What is no number is as good as 0 green. */
export function dotColor(part: number, { saturation: most, value }: ColorKind): string {
  const clamped = Math.max(-1, Math.min(1, part));
  const size = Math.abs(clamped);
  const saturation = size < GREY_BELOW ? most * (size / GREY_BELOW) : most;
  const score = Math.sign(clamped) * Math.exp(SPREAD * Math.log(size));
  const shifted = clamped === 0 ? 0 : score;
  const red = shifted < 0 ? value * (1 + saturation * shifted) : value;
  const green = shifted < 0 ? value : value * (1 - saturation * shifted);
  const blue = value * (1 - saturation);
  return `#${[red, green, blue].map(hexByte).join('')}`;
}

const hexByte = (part: number): string => (Math.trunc(part * 255) & 255).toString(16).padStart(2, '0');
