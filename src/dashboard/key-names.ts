import type { Key } from 'ink';

const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\b': 'backspace',
  '\u007f': 'backspace',
};

/**
 * The names that key tables use: a character, or `left`, `enter`, `ctrl-f`. Keys that were typed faster than they are
 * read come as one text.
 */
export function keyNames(input: string, key: Key): string[] {
  const name = specialName(key);
  if (name !== undefined) return [withModifier(name, key)];
  if (key.ctrl) return input === '' ? [] : [`ctrl-${input === ' ' ? 'space' : input}`];
  if (key.meta && input !== '') return [`alt-${input}`];
  return [...input].map((character) => CONTROLS[character] ?? controlName(character) ?? character);
}

/** `ctrl-u` of what a terminal sends for it; undefined: no control key. */
function controlName(character: string): string | undefined {
  const code = character.codePointAt(0)!;
  return code >= 1 && code <= 26 ? `ctrl-${String.fromCharCode(0x60 + code)}` : undefined;
}

/** Arrows have more meanings with a modifier. */
function withModifier(name: string, { meta, shift }: Key): string {
  if (!/^(?:up|down|left|right)$/.test(name)) return name;
  if (meta) return `alt-${name}`;
  return shift ? `shift-${name}` : name;
}

function specialName(key: Key): string | undefined {
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageDown) return 'pagedown';
  if (key.pageUp) return 'pageup';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'esc';
  if (key.tab) return 'tab';
  return key.backspace || key.delete ? 'backspace' : undefined;
}

const ARROWS = ['up', 'down', 'left', 'right'];
const NAMED = ['pageup', 'pagedown', 'home', 'end', 'enter', 'esc', 'tab', 'backspace', 'space'];
/** With the four left out a terminal sends backspace, tab and enter. */
const CONTROL_LETTERS = [...'abcdefgklnopqrstuvwxyz'];

/** Names of keys that are longer than a character, but for `alt-` and a character. */
export const KEY_NAMES: readonly string[] = [
  ...ARROWS,
  ...ARROWS.flatMap((arrow) => [`shift-${arrow}`, `alt-${arrow}`]),
  ...NAMED,
  'ctrl-space',
  ...CONTROL_LETTERS.map((letter) => `ctrl-${letter}`),
];

/** A terminal can send such a key. */
export function isKeyName(name: string): boolean {
  const character = name.startsWith('alt-') ? name.slice(4) : name;
  return KEY_NAMES.includes(name) || ([...character].length === 1 && character !== ' ');
}
