/** What keys do in a flame graph. Footer, help page and documentation are made from this table. */

export type FlameCommand =
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'top'
  | 'bottom'
  | 'pageDown'
  | 'pageUp'
  | 'zoom'
  | 'back'
  | 'levelUp'
  | 'reset'
  | 'search'
  | 'nextMatch'
  | 'previousMatch'
  | 'everywhere'
  | 'focus'
  | 'ignore'
  | 'hide'
  | 'unfilter'
  | 'granularity'
  | 'invert'
  | 'collapse'
  | 'inlines'
  | 'sampleType'
  | 'normalize'
  | 'changes'
  | 'magnify'
  | 'showAll'
  | 'detail'
  | 'export'
  | 'copy'
  | 'help'
  | 'suspend'
  | 'quit';

export interface KeyBinding {
  readonly id: FlameCommand;
  /** Names of keys: a character, or `left`, `enter`, `ctrl-f`. */
  readonly keys: readonly string[];
  /** What it does, in a few words. */
  readonly label: string;
  readonly group: 'move' | 'zoom' | 'find' | 'filter' | 'show' | 'other';
  /** In the footer, as far as there is room, smallest first. */
  readonly footer?: { readonly order: number; readonly label: string };
  /** Only where two profiles are compared. */
  readonly when?: 'comparing';
}

export const FLAME_KEYS: readonly KeyBinding[] = [
  { id: 'down', keys: ['j', 'down'], label: 'the widest frame below', group: 'move' },
  { id: 'up', keys: ['k', 'up'], label: 'the frame above', group: 'move' },
  { id: 'left', keys: ['h', 'left'], label: 'the frame to the left', group: 'move' },
  { id: 'right', keys: ['l', 'right'], label: 'the frame to the right', group: 'move' },
  { id: 'top', keys: ['g', 'home'], label: 'the root', group: 'move' },
  { id: 'bottom', keys: ['G', 'end'], label: 'the end of the heaviest path', group: 'move' },
  { id: 'pageDown', keys: ['ctrl-f', 'pagedown'], label: 'a page down', group: 'move' },
  { id: 'pageUp', keys: ['ctrl-b', 'pageup'], label: 'a page up', group: 'move' },
  {
    id: 'zoom',
    keys: ['enter'],
    label: 'zoom into the frame, or open a +n cell',
    group: 'zoom',
    footer: { order: 1, label: 'zoom' },
  },
  {
    id: 'back',
    keys: ['esc', '-', 'backspace'],
    label: 'back to where the last zoom was made',
    group: 'zoom',
    footer: { order: 2, label: 'back' },
  },
  { id: 'levelUp', keys: ['u'], label: 'zoom out by one level', group: 'zoom' },
  { id: 'reset', keys: ['R'], label: 'zoom out to the root', group: 'zoom' },
  { id: 'magnify', keys: ['|'], label: 'give all frames beside this one the same width', group: 'zoom' },
  {
    id: 'search',
    keys: ['/'],
    label: 'search by a regular expression',
    group: 'find',
    footer: { order: 3, label: 'search' },
  },
  { id: 'nextMatch', keys: ['n'], label: 'next match', group: 'find' },
  { id: 'previousMatch', keys: ['N'], label: 'previous match', group: 'find' },
  { id: 'everywhere', keys: ['#'], label: 'search for this function', group: 'find' },
  { id: 'focus', keys: ['F'], label: 'only stacks with this function', group: 'filter' },
  { id: 'ignore', keys: ['I'], label: 'no stacks with this function', group: 'filter' },
  { id: 'hide', keys: ['H'], label: 'leave this function out of stacks', group: 'filter' },
  { id: 'unfilter', keys: ['X'], label: 'take the last filter back', group: 'filter' },
  {
    id: 'sampleType',
    keys: ['t'],
    label: 'the next sample type',
    group: 'show',
    footer: { order: 6, label: 'type' },
  },
  { id: 'granularity', keys: ['L'], label: 'functions, files, lines or addresses', group: 'show' },
  { id: 'invert', keys: ['V'], label: 'callers instead of calls, and back', group: 'show' },
  { id: 'collapse', keys: ['C'], label: 'leave recursive calls out, and back', group: 'show' },
  { id: 'inlines', keys: ['M'], label: 'count inlined functions as their callers, and back', group: 'show' },
  { id: 'showAll', keys: ['a'], label: 'also what was too small to be made', group: 'show' },
  { id: 'detail', keys: ['i'], label: 'all there is to say about the frame', group: 'show' },
  {
    id: 'changes',
    keys: ['d'],
    label: 'functions that are new, and that are gone',
    group: 'show',
    when: 'comparing',
  },
  {
    id: 'normalize',
    keys: ['%'],
    label: "scale to the base's total, and back",
    group: 'show',
    when: 'comparing',
  },
  { id: 'export', keys: ['w'], label: 'write what is shown to a file', group: 'other' },
  { id: 'copy', keys: ['y'], label: 'copy the command that shows this', group: 'other' },
  {
    id: 'help',
    keys: ['?'],
    label: 'this help',
    group: 'other',
    footer: { order: 4, label: 'help' },
  },
  { id: 'suspend', keys: ['ctrl-z'], label: 'to the shell; fg comes back', group: 'other' },
  {
    id: 'quit',
    keys: ['q', 'ctrl-c'],
    label: 'quit',
    group: 'other',
    footer: { order: 5, label: 'quit' },
  },
];

/** What a key does; undefined where it does nothing. */
export function commandOf(key: string, isComparing: boolean): FlameCommand | undefined {
  const binding = FLAME_KEYS.find(({ keys }) => keys.includes(key));
  return binding?.when === 'comparing' && !isComparing ? undefined : binding?.id;
}
