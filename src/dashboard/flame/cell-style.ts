/** How cells look: every one has a background and a foreground of its own, so that any theme around them will do. */
import type { FlameGraph } from '../../flame/flame-source.ts';

export interface ScreenStyle {
  readonly colors: 0 | 16 | 256;
  /** Nothing beyond ASCII is drawn but names themselves. */
  readonly isAscii: boolean;
}

/** Backgrounds of the 256-colour palette that black text is read on (contrast above 7). */
export const PACKAGE_COLORS: readonly number[] = [223, 229, 193, 158, 159, 153, 189, 218, 222, 180];
const PACKAGE_COLORS_16: readonly number[] = [43, 42, 46, 47];
export const RUNTIME_COLOR = 250;
export const MATCH_COLOR = 213;
export const SELECTED_COLOR = 231;
export const SAME_COLOR = 226;
/** Orange for more, blue for less: told apart by all kinds of colour vision. From little change to much. */
export const MORE_COLORS: readonly number[] = [230, 223, 215, 208];
export const LESS_COLORS: readonly number[] = [195, 153, 111, 75];
export const UNCHANGED_COLOR = 252;
/** Frames above the zoom: white on dark grey. */
export const ANCESTOR_COLORS = { background: 238, foreground: 255 };

export type CellRole = 'ancestor' | 'selected' | 'match' | 'same' | 'group' | 'plain';

/** The styles of a cell's text as parameters of SGR; none without colours, but for the selection, which is reversed. */
export function cellCodes({ colors }: ScreenStyle, role: CellRole, hue: number): readonly string[] {
  if (colors === 0) return role === 'selected' ? ['7'] : [];
  return colors === 256 ? codes256(role, hue) : codes16(role, hue);
}

function codes256(role: CellRole, hue: number): readonly string[] {
  const on = (background: number) => ['38;5;16', `48;5;${background}`];
  switch (role) {
    case 'ancestor':
      return [`38;5;${ANCESTOR_COLORS.foreground}`, `48;5;${ANCESTOR_COLORS.background}`];
    case 'selected':
      return ['1', ...on(SELECTED_COLOR)];
    case 'match':
      return ['1', ...on(MATCH_COLOR)];
    case 'same':
      return ['4', ...on(SAME_COLOR)];
    case 'group':
      return on(RUNTIME_COLOR);
    case 'plain':
      return on(hue);
  }
}

function codes16(role: CellRole, hue: number): readonly string[] {
  switch (role) {
    case 'ancestor':
      return ['97', '100'];
    case 'selected':
      return ['1', '7'];
    case 'match':
      return ['1', '30', '45'];
    case 'same':
      return ['4', '30', '103'];
    case 'group':
      return ['30', '47'];
    case 'plain':
      return ['30', `${hue16(hue)}`];
  }
}

function hue16(hue: number): number {
  const change = [...MORE_COLORS].indexOf(hue);
  if (change > 0) return 43;
  if (LESS_COLORS.indexOf(hue) > 0) return 46;
  if (hue === UNCHANGED_COLOR || hue === RUNTIME_COLOR) return 47;
  return PACKAGE_COLORS_16[Math.max(0, PACKAGE_COLORS.indexOf(hue)) % PACKAGE_COLORS_16.length]!;
}

/** A frame's colour: in a comparison by what changed, else by its package. */
export function hueOf({ tree, frames }: FlameGraph, node: number): number {
  if (tree.base === undefined) return packageHue(frames, tree.frame[node]!);
  const change = Number(tree.sums.cum[node]!) - Number(tree.base.cum[node]!);
  if (change === 0) return UNCHANGED_COLOR;
  const share = Math.abs(change) / tree.width[node]!;
  const step = share < 0.05 ? 0 : share < 0.25 ? 1 : share < 0.6 ? 2 : 3;
  return (change > 0 ? MORE_COLORS : LESS_COLORS)[step]!;
}

/** Not the program's own: runtimes, vendored and installed packages. */
const FOREIGN = /^(?:runtime[./]|internal\/|\(|node:|\[)/;
const FOREIGN_FILE = /(?:^|\/)(?:vendor|node_modules|pkg\/mod)\/|^node:|^\/usr\//;

function packageHue({ name, file }: FlameGraph['frames'], frame: number): number {
  const text = name[frame] ?? '';
  if (FOREIGN.test(text) || FOREIGN_FILE.test(file[frame] ?? '')) return RUNTIME_COLOR;
  const key = packageOf(text, file[frame] ?? '');
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return PACKAGE_COLORS[(hash >>> 0) % PACKAGE_COLORS.length]!;
}

/** `net/http` of `net/http.(*Server).Serve`; the folder of the file where names have no package. */
function packageOf(name: string, file: string): string {
  const dot = name.indexOf('.', name.lastIndexOf('/') + 1);
  if (dot > 0) return name.slice(0, dot);
  const scope = name.indexOf('::');
  if (scope > 0) return name.slice(0, scope);
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}
