/** Colours of boxes: one hue for each package, or for a comparison orange for more and blue for less. */
export interface Theme {
  readonly isDark: boolean;
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly accent: string;
  readonly same: string;
}

export const LIGHT: Theme = {
  isDark: false,
  ground: '#ffffff',
  ink: '#16181d',
  quiet: '#4b5260',
  accent: '#0b57d0',
  same: '#d9dce1',
};
export const DARK: Theme = {
  isDark: true,
  ground: '#16181d',
  ink: '#e8eaee',
  quiet: '#a9b0bd',
  accent: '#8ab4f8',
  same: '#454b57',
};

type Rgb = readonly [number, number, number];
const MORE: Readonly<Record<'light' | 'dark', Rgb>> = { light: [244, 162, 89], dark: [160, 78, 5] };
const LESS: Readonly<Record<'light' | 'dark', Rgb>> = { light: [127, 178, 234], dark: [36, 96, 159] };
const SAME: Readonly<Record<'light' | 'dark', Rgb>> = { light: [217, 220, 225], dark: [69, 75, 87] };

/** A package's colour, always the same. */
export function hueColor(group: string, { isDark }: Theme): string {
  let hash = 0;
  for (let i = 0; i < group.length; i++) hash = (Math.imul(hash, 31) + group.charCodeAt(i)) | 0;
  const hue = (Math.imul(hash, 0x9e3779b1) >>> 0) % 360;
  return isDark ? hexOfHsl(hue, 0.35, 0.28) : hexOfHsl(hue, 0.62, 0.81);
}

/** @param ratio the change as a part of the box, from -1 to 1; anything but 0 is told from 0 */
export function changeColor(ratio: number, { isDark }: Theme): string {
  const mode = isDark ? 'dark' : 'light';
  const goal = ratio > 0 ? MORE[mode] : LESS[mode];
  const part = ratio === 0 ? 0 : 0.2 + 0.8 * Math.sqrt(Math.min(1, Math.abs(ratio)));
  const mixed = SAME[mode].map((from, i) => Math.round(from + (goal[i]! - from) * part));
  return hexOf(mixed);
}

/** https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function hexOfHsl(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return hexOf([part(0), part(8), part(4)]);
}

const hexOf = (rgb: readonly number[]): string =>
  `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
