import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawScreen, OTHER_LINES } from '../../../src/dashboard/flame/draw-screen.ts';
import { widthOf } from '../../../src/dashboard/flame/fit-label.ts';
import { flameGraph, flameSource } from '../../../src/flame/flame-source.ts';
import { commandOf, FLAME_KEYS, type FlameCommand } from '../../../src/flame/view/flame-keys.ts';
import { FlameRows } from '../../../src/flame/view/flame-rows.ts';
import { selectedCell } from '../../../src/flame/view/place-view.ts';
import { reduceView } from '../../../src/flame/view/reduce-view.ts';
import { splitCells } from '../../../src/flame/view/split-cells.ts';
import { treeOptionsOf } from '../../../src/flame/view/tree-request.ts';
import { initialState, type TreeSettings, type ViewState } from '../../../src/flame/view/view-state.ts';
import { type StackSample, stackProfile } from '../../support/stack-profile.ts';

const SETTINGS: TreeSettings = {
  sampleIndex: 0,
  granularity: 'filefunctions',
  noInlines: false,
  isInverted: false,
  isCollapsed: false,
  isComplete: false,
  isNormalized: false,
  filters: [],
};

type Samples = readonly StackSample[] | Readonly<Record<string, number>>;

function viewOf(samples: Samples, columns = 40, height = 8): ViewState {
  const source = flameSource(stackProfile(samples));
  const shown = { ...flameGraph(source, { sampleIndex: 0 }), settings: SETTINGS };
  const facts = {
    title: 'test',
    sampleTypes: source.profile.sampleTypes,
    totals: [shown.tree.width[0]!],
    isComparing: source.isBase !== undefined,
  };
  return initialState(facts, shown, { columns, height });
}

const press = (state: ViewState, ...commands: FlameCommand[]): ViewState =>
  commands.reduce((at, command) => reduceView(at, { kind: 'command', command }), state);

function selectedName(state: ViewState): string {
  const { tree, frames } = state.shown;
  return frames.name[tree.frame[selectedCell(state).node]!] ?? 'root';
}

/** Cells of a row as `name@left+width`; several frames in one as `+n`. */
function cellsOf(state: ViewState, depth: number): string[] {
  const { tree, frames } = state.shown;
  return state.rows.row(depth).map(({ node, left, width, count }) => {
    const name = count > 1 ? `+${count}` : (frames.name[tree.frame[node]!] ?? 'root');
    return `${name}@${left}+${width}`;
  });
}

describe('splitCells', () => {
  it('gives what is left over to the largest remainders', () => {
    // Shares 3.33, 3.33, 3.33: the first of equal ones gets the rest.
    expect(splitCells([1, 1, 1], 10)).toEqual([4, 3, 3]);
    // Shares 6.5, 2.6, 0.9.
    expect(splitCells([65, 26, 9], 10)).toEqual([6, 3, 1]);
    expect(splitCells([0, 0], 10)).toEqual([0, 0]);
  });

  it('sums to the cells exactly, never more than one from a share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 53 - 1 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 400 }),
        (weights, cells) => {
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          fc.pre(total > 0);
          const split = splitCells(weights, cells);
          expect(split.reduce((sum, count) => sum + count, 0)).toBe(cells);
          for (const [i, count] of split.entries()) {
            expect(Math.abs(count - (weights[i]! / total) * cells)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe('rows', () => {
  it('put children under their parents, and leave what is the parent’s own empty', () => {
    const view = viewOf({ 'a;b': 10, 'a;c': 20, a: 10 });
    expect([0, 1, 2].map((depth) => cellsOf(view, depth))).toEqual([
      ['root@0+40'],
      ['a@0+40'],
      ['c@0+20', 'b@20+10'],
    ]);
  });

  it('show frames under a cell together, and open them', () => {
    const small = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`main;f${i}`, 1]));
    const view = viewOf({ 'main;big': 3970, ...small });
    expect(cellsOf(view, 2)).toEqual(['big@0+39', '+30@39+1']);
    const opened = press(view, 'down', 'down', 'right', 'zoom');
    expect(opened.rows.row(2).length).toBe(30);
    expect(opened.rows.row(2).every(({ count }) => count === 1)).toBe(true);
    expect(cellsOf(press(opened, 'back'), 2)).toEqual(['big@0+39', '+30@39+1']);
  });

  it('magnify: the same width for all beside it', () => {
    const view = press(viewOf({ 'a;b': 998, 'a;c': 1, 'a;d': 1 }), 'down', 'down', 'magnify');
    expect(cellsOf(view, 2)).toEqual(['b@0+14', 'c@14+13', 'd@27+13']);
  });

  it('never leave the width of the parent, whatever the tree', () => {
    const stacks = fc.array(
      fc.record({
        stack: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 5 }),
        value: fc.integer({ min: 1, max: 10_000 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 30 }), (samples, columns) => {
        const { tree } = viewOf(samples.map(({ stack, value }) => ({ stack: stack.join(';'), value }))).shown;
        const rows = new FlameRows(tree, { node: 0 }, columns);
        for (let depth = 1; rows.row(depth).length > 0; depth++) {
          const above = rows.row(depth - 1);
          let at = 0;
          for (const cell of rows.row(depth)) {
            const parent = above.find(({ node, count }) => count === 1 && node === tree.parent[cell.node])!;
            expect(cell.width).toBeGreaterThan(0);
            expect(cell.left).toBeGreaterThanOrEqual(Math.max(at, parent.left));
            expect(cell.left + cell.width).toBeLessThanOrEqual(parent.left + parent.width);
            at = cell.left + cell.width;
          }
        }
        // Nothing that has weight is without a cell: shown, or in one of several.
        for (let node = 1; node < tree.count; node++) expect(rows.cellOf(node).width).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a flame graph on a screen', () => {
  const SAMPLES = { 'main;json;read': 50, 'main;json;scan': 20, 'main;render': 30 };

  it('moves by calls', () => {
    const view = viewOf(SAMPLES);
    expect(selectedName(press(view, 'down', 'down'))).toBe('json');
    expect(selectedName(press(view, 'down', 'down', 'down', 'right'))).toBe('scan');
    expect(selectedName(press(view, 'down', 'down', 'right'))).toBe('render');
    expect(selectedName(press(view, 'down', 'down', 'right', 'left', 'up'))).toBe('main');
    expect(selectedName(press(view, 'bottom'))).toBe('read');
    expect(selectedName(press(view, 'bottom', 'top'))).toBe('root');
  });

  it('zooms, and comes back to where it was', () => {
    const before = press(viewOf(SAMPLES), 'down', 'down', 'right');
    const zoomed = press(before, 'zoom');
    expect(cellsOf(zoomed, 2)).toEqual(['render@0+40']);
    expect(cellsOf(zoomed, 1)).toEqual(['main@0+40']);
    expect(zoomed.rows.row(1)[0]!.isAncestor).toBe(true);
    const { zoom, selected, scroll } = press(zoomed, 'back');
    expect({ zoom, selected, scroll }).toEqual({
      zoom: before.zoom,
      selected: before.selected,
      scroll: before.scroll,
    });
    expect(cellsOf(press(zoomed, 'levelUp'), 2)).toEqual(['json@0+28', 'render@28+12']);
    expect(press(zoomed, 'levelUp', 'levelUp').zoom.node).toBe(0);
    expect(press(zoomed, 'reset').zoom.node).toBe(0);
  });

  it('finds, and says what the matches come to', () => {
    const view = viewOf(SAMPLES);
    const isMatch = Uint8Array.from(view.shown.frames.name, (name) => (/json|read/.test(name) ? 1 : 0));
    const found = reduceView(view, { kind: 'search', pattern: 'json|read', isMatch, isFinal: true });
    expect(selectedName(found)).toBe('json');
    expect(found.search?.value).toBe(70);
    expect(selectedName(press(found, 'nextMatch'))).toBe('read');
    expect(selectedName(press(found, 'nextMatch', 'nextMatch'))).toBe('json');
    expect(selectedName(press(found, 'previousMatch'))).toBe('read');
  });

  it('keeps the selected function when another tree comes', () => {
    const view = press(viewOf(SAMPLES), 'down', 'down', 'down', 'right');
    const focused = press(view, 'ignore');
    expect(focused.settings.filters).toEqual([{ kind: 'ignore', name: 'scan' }]);
    const source = flameSource(stackProfile(SAMPLES));
    const settings = { ...SETTINGS, isInverted: true };
    const frames = view.shown.frames;
    const shown = {
      ...flameGraph(source, { sampleIndex: 0, ...treeOptionsOf(settings, frames) }),
      settings,
    };
    const followed = reduceView({ ...view, settings }, { kind: 'tree', shown });
    expect(selectedName(followed)).toBe('scan');
    expect(followed.shown.tree.isInverted).toBe(true);
  });

  it('goes back to where a zoom was made, when another tree came meanwhile', () => {
    const zoomed = press(viewOf(SAMPLES), 'down', 'down', 'zoom', 'down');
    const selected = selectedName(zoomed);
    const source = flameSource(stackProfile(SAMPLES));
    const shown = { ...flameGraph(source, { sampleIndex: 0 }), settings: SETTINGS };
    const followed = reduceView(zoomed, { kind: 'tree', shown });
    expect([selectedName(followed), followed.zoom]).toEqual([selected, zoomed.zoom]);
    const back = press(followed, 'back');
    expect([back.zoom, back.trail]).toEqual([{ node: 0 }, []]);
    expect(cellsOf(back, 1)).toEqual(cellsOf(viewOf(SAMPLES), 1));
  });

  it('shows a zoom from the root on where there is room, else what is right above it', () => {
    const stack = Array.from({ length: 12 }, (_, i) => `f${i}`).join(';');
    const zoomed = (height: number) =>
      press(viewOf({ [stack]: 1 }, 40, height), ...Array<FlameCommand>(6).fill('down'), 'zoom').scroll;
    expect([zoomed(13), zoomed(12)]).toEqual([0, 4]);
  });

  it('fills a window that grows', () => {
    const stack = Array.from({ length: 12 }, (_, i) => `f${i}`).join(';');
    const view = press(viewOf({ [stack]: 1 }, 40, 5), 'bottom');
    const scrollAt = (height: number) => reduceView(view, { kind: 'size', columns: 40, height }).scroll;
    expect([view.scroll, scrollAt(8), scrollAt(13), scrollAt(50), scrollAt(3)]).toEqual([8, 5, 0, 0, 10]);
  });

  it('selects by a click, zooms by the next', () => {
    const view = viewOf(SAMPLES);
    const once = reduceView(view, { kind: 'click', column: 30, row: 2 });
    expect(selectedName(once)).toBe('render');
    const twice = reduceView(once, { kind: 'click', column: 30, row: 2 });
    expect(cellsOf(twice, 2)).toEqual(['render@0+40']);
    expect(reduceView(view, { kind: 'click', column: 5, row: 7 })).toEqual(view);
  });

  it('scrolls 10,000 frames deep', () => {
    const deep = Array.from({ length: 10_000 }, (_, i) => `f${i}`).join(';');
    const view = press(viewOf({ [deep]: 1 }), 'bottom');
    expect(selectedName(view)).toBe('f9999');
    const screen = drawScreen(view, { colors: 0, isAscii: true });
    expect(screen.join('\n')).toContain('>f9999');
  });
});

describe('drawScreen', () => {
  const strip = (line: string) => line.replace(/\u001b\[[\d;]*m/g, '');
  const NAMES = ['main', '世界', '👩‍👩‍👧‍👦', 'a\u001b[31mred', 'x'.repeat(200), '[31m]', 'ü'];

  it('fills the screen exactly, whatever names are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.constantFrom(60, 80, 120),
        fc.constantFrom(0 as const, 16 as const, 256 as const),
        fc.array(
          fc.constantFrom<FlameCommand>('down', 'right', 'zoom', 'magnify', 'detail', 'help', 'back'),
          {
            maxLength: 6,
          },
        ),
        (stacks, columns, colors, commands) => {
          const samples = stacks.map((stack, i) => ({ stack: stack.join(';'), value: i + 1 }));
          const view = press(viewOf(samples, columns, 9), ...commands);
          const lines = drawScreen(view, { colors, isAscii: false });
          expect(lines.length).toBe(9 + OTHER_LINES);
          for (const line of lines) expect(widthOf(strip(line))).toBeLessThanOrEqual(columns);
          for (const line of lines) expect(strip(line)).not.toContain('\u001b');
        },
      ),
    );
  });

  it('tells the selection, matches and the same function without colours', () => {
    const view = press(viewOf({ 'a;b;a': 1, 'a;c': 1 }), 'down');
    const isMatch = Uint8Array.from(view.shown.frames.name, (name) => (name === 'c' ? 1 : 0));
    const found = { ...view, search: { isMatch, nodes: [], value: 0, width: 0, pattern: 'c' } };
    const lines = drawScreen(found, { colors: 0, isAscii: true }).map(strip);
    expect(lines[2]).toMatch(/^>a/);
    expect(lines[3]).toMatch(/^\|b +\*c/);
    expect(lines[4]).toMatch(/^=a/);
  });

  it('signs what became more and less', () => {
    const view = viewOf([
      { stack: 'up', value: 1, isBase: true },
      { stack: 'up', value: 3 },
      { stack: 'down', value: 2, isBase: true },
    ]);
    const lines = drawScreen(view, { colors: 0, isAscii: true }).map(strip);
    expect(lines[2]).toMatch(/^\|-down +\|\+up/);
    expect(drawScreen(press(view, 'changes'), { colors: 0, isAscii: true }).join('\n')).toMatch(
      /New functions: none\n\nGone functions: 1\n +2ns {2}down/,
    );
  });

  it('draws in ASCII alone where asked', () => {
    const view = viewOf({ 'a;b': 1, 'a;c': 400 }, 60);
    for (const line of drawScreen(view, { colors: 0, isAscii: true })) {
      expect(strip(line)).toMatch(/^[\x20-\x7e]*$/);
    }
  });
});

describe('the key table', () => {
  it('gives no key two meanings', () => {
    const keys = FLAME_KEYS.flatMap((binding) => binding.keys);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    expect(new Set(FLAME_KEYS.map(({ id }) => id)).size).toBe(FLAME_KEYS.length);
  });

  it('keeps keys of comparisons to comparisons', () => {
    expect(commandOf('d', false)).toBeUndefined();
    expect(commandOf('d', true)).toBe('changes');
  });
});
