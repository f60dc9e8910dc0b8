import { changeColor, DARK, hueColor, LIGHT, type Theme } from './colors.ts';

/** Steps of change that are told apart by colour, either way. */
const STEPS = 24;

/** The colours of a picture as classes of its style sheet: light, and dark where the reader's system is. */
export class SvgPalette {
  private readonly names = new Map<string, string>();
  private readonly rules = { light: [] as string[], dark: [] as string[] };

  /** The class of a package's boxes. */
  ofGroup = (group: string): string => this.classOf(`group ${group}`, (theme) => hueColor(group, theme));

  /** The class of boxes that stand for no function. */
  ofNone = (): string => this.classOf('none', ({ same }) => same);

  /** @param ratio the change as a part of the box, from -1 to 1; anything but 0 is told from 0 */
  ofChange(ratio: number): string {
    const step = Math.sign(ratio) * Math.ceil(Math.abs(ratio) * STEPS);
    return this.classOf(`change ${step}`, (theme) => changeColor(step / STEPS, theme));
  }

  /** https://www.w3.org/TR/mediaqueries-5/#prefers-color-scheme */
  css(): string {
    return [
      `svg{color-scheme:light dark}${wordsIn(LIGHT)}${this.rules.light.join('')}`,
      `@media (prefers-color-scheme:dark){${wordsIn(DARK)}${this.rules.dark.join('')}}`,
    ].join('\n');
  }

  private classOf(key: string, color: (theme: Theme) => string): string {
    let name = this.names.get(key);
    if (name === undefined) {
      name = `c${this.names.size}`;
      this.names.set(key, name);
      this.rules.light.push(`.${name}{fill:${color(LIGHT)}}`);
      this.rules.dark.push(`.${name}{fill:${color(DARK)}}`);
    }
    return name;
  }
}

const wordsIn = ({ ground, ink, quiet }: Theme): string =>
  `text{fill:${ink}}.n{fill:${quiet}}.g{fill:${ground}}g rect{stroke:${ground}}`;
