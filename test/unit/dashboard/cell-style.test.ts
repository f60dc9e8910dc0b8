import { describe, expect, it } from 'vitest';
import * as colors from '../../../src/dashboard/flame/cell-style.ts';

/** The 256-colour palette from 16 on, as xterm has it: a cube of six levels, then greys. */
function rgbOf(code: number): number[] {
  if (code >= 232) return [0, 1, 2].map(() => 8 + 10 * (code - 232));
  const levels = [0, 95, 135, 175, 215, 255];
  const cube = code - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => levels[level]!);
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: number, b: number): number {
  const luminance = (code: number) =>
    rgbOf(code)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i]!, 0);
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('colours of cells', () => {
  const BLACK = 16;
  const onBlackText = [
    ...colors.PACKAGE_COLORS,
    ...colors.MORE_COLORS,
    ...colors.LESS_COLORS,
    colors.RUNTIME_COLOR,
    colors.MATCH_COLOR,
    colors.SELECTED_COLOR,
    colors.SAME_COLOR,
    colors.UNCHANGED_COLOR,
  ];

  it.each(onBlackText)('%i can be read under black', (background) => {
    expect(contrast(background, BLACK)).toBeGreaterThan(7);
  });

  it('can be read above the zoom', () => {
    const { background, foreground } = colors.ANCESTOR_COLORS;
    expect(contrast(background, foreground)).toBeGreaterThan(7);
  });
});
