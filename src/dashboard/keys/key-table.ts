/**
 * What keys do: the one table that dispatch, footer, help, palette and docs/keys.md are made from. A block is what holds in
 * one context; a key of it is given another meaning nowhere where both hold.
 */
import { FLAME_KEYS } from '../../flame/view/flame-keys.ts';

export interface KeyBinding {
  /** With its context (`list.sort`) the name that the configuration knows it by. */
  readonly id: string;
  /** Names of keys: a character, or `left`, `enter`, `ctrl-f`. */
  readonly keys: readonly string[];
  /** What it does, in a few words. */
  readonly label: string;
  /** In the footer, as far as there is room, smallest first. */
  readonly footer?: { readonly order: number; readonly label: string };
  /** Not where nothing may be changed. */
  readonly isWriting?: boolean;
}

export interface KeyBlock {
  readonly context: string;
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

/** Keys of a flame graph that mean the same in the whole dashboard. */
const FLAME_ELSEWHERE = new Set(['help', 'suspend', 'quit', 'copy', 'search', 'nextMatch', 'previousMatch']);
/** Keys of all views of a profile: the graph follows, or the view does. */
const PROFILE_WIDE = new Set([
  'focus',
  'ignore',
  'hide',
  'unfilter',
  'sampleType',
  'granularity',
  'inlines',
  'export',
  'normalize',
]);

export const KEY_TABLE: readonly KeyBlock[] = [
  {
    context: 'everywhere',
    title: 'Everywhere',
    bindings: [
      { id: 'back', keys: ['esc', '-', 'backspace'], label: 'back', footer: { order: 20, label: 'back' } },
      { id: 'older', keys: ['alt-left'], label: 'the view before, in the order they were seen' },
      { id: 'newer', keys: ['alt-right'], label: 'the view after, in the order they were seen' },
      { id: 'previousTab', keys: ['['], label: 'the tab to the left' },
      { id: 'nextTab', keys: [']'], label: 'the tab to the right' },
      { id: 'view', keys: ['1', '2', '3', '4', '5', '6'], label: 'the view of this number' },
      {
        id: 'search',
        keys: ['/'],
        label: 'filter a list, or search a text or graph',
        footer: { order: 30, label: 'filter' },
      },
      { id: 'nextMatch', keys: ['n'], label: 'next match' },
      { id: 'previousMatch', keys: ['N'], label: 'previous match' },
      {
        id: 'palette',
        keys: [':'],
        label: 'any command by its name',
        footer: { order: 40, label: 'command' },
      },
      {
        id: 'help',
        keys: ['?'],
        label: 'what keys do here; enter does it',
        footer: { order: 50, label: 'help' },
      },
      { id: 'refresh', keys: ['r'], label: 'load again' },
      { id: 'capture', keys: ['c'], label: 'capture profiles', isWriting: true },
      {
        id: 'copy',
        keys: ['y'],
        label: 'copy the command that does the same',
        footer: { order: 60, label: 'copy' },
      },
      { id: 'cancel', keys: ['ctrl-x'], label: 'cancel a job' },
      { id: 'mouse', keys: ['ctrl-g'], label: 'leave the mouse to the terminal, and take it back' },
      { id: 'message', keys: ['!'], label: 'the last message in full' },
      { id: 'suspend', keys: ['ctrl-z'], label: 'to the shell; fg comes back' },
      { id: 'quit', keys: ['q', 'ctrl-c'], label: 'quit', footer: { order: 70, label: 'quit' } },
    ],
  },
  {
    context: 'list',
    title: 'Lists',
    bindings: [
      { id: 'down', keys: ['j', 'down'], label: 'the row below' },
      { id: 'up', keys: ['k', 'up'], label: 'the row above' },
      { id: 'left', keys: ['h', 'left'], label: 'columns to the left' },
      { id: 'right', keys: ['l', 'right'], label: 'columns to the right' },
      { id: 'top', keys: ['g', 'home'], label: 'the first row' },
      { id: 'bottom', keys: ['G', 'end'], label: 'the last row' },
      { id: 'pageDown', keys: ['ctrl-f', 'pagedown'], label: 'a page down' },
      { id: 'pageUp', keys: ['ctrl-b', 'pageup'], label: 'a page up' },
      { id: 'enter', keys: ['enter'], label: 'into the row', footer: { order: 10, label: 'open' } },
      { id: 'mark', keys: ['space'], label: 'mark the row, or take the mark back' },
      {
        id: 'markRange',
        keys: ['ctrl-space', 'shift-down'],
        label: 'mark all rows from the last mark to this',
      },
      { id: 'unmark', keys: ['ctrl-u'], label: 'take all marks back' },
      { id: 'sort', keys: ['s'], label: 'sort by the next column', footer: { order: 35, label: 'sort' } },
      { id: 'reverse', keys: ['S'], label: 'turn the order round' },
      { id: 'wide', keys: ['ctrl-w'], label: 'all columns, or those that fit' },
      { id: 'pause', keys: ['P'], label: 'stop loading again by itself, and go on' },
    ],
  },
  {
    context: 'text',
    title: 'Texts',
    bindings: [
      { id: 'down', keys: ['j', 'down'], label: 'a line down' },
      { id: 'up', keys: ['k', 'up'], label: 'a line up' },
      { id: 'left', keys: ['h', 'left'], label: 'to the left' },
      { id: 'right', keys: ['l', 'right'], label: 'to the right' },
      { id: 'top', keys: ['g', 'home'], label: 'the beginning' },
      { id: 'bottom', keys: ['G', 'end'], label: 'the end' },
      { id: 'pageDown', keys: ['ctrl-f', 'pagedown', 'space'], label: 'a page down' },
      { id: 'pageUp', keys: ['ctrl-b', 'pageup'], label: 'a page up' },
    ],
  },
  {
    context: 'flame',
    title: 'Flame graph',
    bindings: FLAME_KEYS.filter(({ id }) => !FLAME_ELSEWHERE.has(id) && !PROFILE_WIDE.has(id)),
  },
  {
    context: 'profile',
    title: 'Profiles and diffs',
    bindings: [
      ...FLAME_KEYS.filter(({ id }) => PROFILE_WIDE.has(id) && id !== 'normalize'),
      { id: 'edit', keys: ['e'], label: 'the function in your editor' },
      { id: 'open', keys: ['o'], label: 'open elsewhere: browser, speedscope, go tool pprof' },
    ],
  },
  {
    context: 'services',
    title: 'Services',
    bindings: [{ id: 'upload', keys: ['U'], label: 'put a file into the store', isWriting: true }],
  },
  {
    context: 'profiles',
    title: 'Profiles',
    bindings: [
      {
        id: 'diff',
        keys: ['d'],
        label: 'compare the two that are marked',
        footer: { order: 12, label: 'diff' },
      },
      {
        id: 'merge',
        keys: ['m'],
        label: 'merge those that are marked',
        footer: { order: 13, label: 'merge' },
      },
      { id: 'upload', keys: ['U'], label: 'put a file into the store', isWriting: true },
    ],
  },
  {
    context: 'pods',
    title: 'Pods',
    bindings: [
      {
        id: 'capture',
        keys: ['c'],
        label: 'capture from the marked pods, or from this',
        footer: { order: 12, label: 'capture' },
        isWriting: true,
      },
    ],
  },
  {
    context: 'jobs',
    title: 'Jobs',
    bindings: [
      {
        id: 'again',
        keys: ['R'],
        label: 'run it again',
        footer: { order: 12, label: 'again' },
        isWriting: true,
      },
      {
        id: 'cancel',
        keys: ['ctrl-x'],
        label: 'cancel this job',
        footer: { order: 13, label: 'cancel' },
      },
    ],
  },
  {
    context: 'diff',
    title: 'Diff',
    bindings: [
      { id: 'swap', keys: ['x'], label: 'swap base and target', footer: { order: 12, label: 'swap' } },
      ...FLAME_KEYS.filter(({ id }) => id === 'normalize'),
    ],
  },
];

/** The blocks of these contexts, the most special first. */
export function blocksOf(contexts: readonly string[], table: readonly KeyBlock[] = KEY_TABLE): KeyBlock[] {
  return contexts.flatMap((context) => table.filter((block) => block.context === context));
}
