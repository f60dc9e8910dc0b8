import type { ScreenStyle } from '../dashboard/flame/cell-style.ts';
import type { Output } from './output.ts';

/** 256 colours where the terminal says that it has them. */
export function screenStyle({ color }: Pick<Output, 'color'>, isAscii: boolean): ScreenStyle {
  const hasMany = /256|truecolor|24bit/.test(`${process.env.TERM} ${process.env.COLORTERM}`);
  const isPlain = isAscii || process.env.TERM === 'linux';
  return { colors: !color ? 0 : hasMany ? 256 : 16, isAscii: isPlain };
}
