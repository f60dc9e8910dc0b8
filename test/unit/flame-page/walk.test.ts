import { describe, expect, it } from 'vitest';
import { makeGraph } from '../../../src/flame-file/graph.ts';
import { boxOf, layRows, nodeAt, ROW_PX, topOf } from '../../../src/flame-page/frame-rows.ts';
import { findNodes, matchNames } from '../../../src/flame-page/search.ts';
import { beside, deepest, samePath, widestChild } from '../../../src/flame-page/walk.ts';

const TYPE = { name: 'cpu', unit: 'nanoseconds', total: 100 };
/** all > a > b, c; all > d > a. */
const tree = {
  depth: [0, 1, 2, 2, 1, 2],
  frame: [-1, 0, 1, 2, 3, 0],
  own: [0, 10, 30, 20, 5, 35],
  pools: [],
  leftOut: 0,
};
const graph = makeGraph(TYPE, tree);
const view = { zoom: 0, selected: 0, isUpward: false, found: undefined };

describe('walking', () => {
  it('goes along calls', () => {
    expect(widestChild(graph, 0)).toBe(1);
    expect(widestChild(graph, 1)).toBe(2);
    expect(widestChild(graph, 2)).toBe(2);
    expect([beside(graph, 2, 1), beside(graph, 3, 1), beside(graph, 3, -1), beside(graph, 0, 1)]).toEqual([
      3, 3, 2, 0,
    ]);
    expect([deepest(graph, 0), deepest(graph, 2)]).toEqual([2, 2]);
  });

  it('goes by what is seen where boxes stand by name', () => {
    const byName = makeGraph(TYPE, tree, ['z', 'b', 'a', 'd']);
    expect(beside(byName, 3, 1)).toBe(2);
  });

  it('finds a path again in another tree, as far as it goes', () => {
    const other = makeGraph(TYPE, { ...tree, depth: [0, 1, 2], frame: [-1, 3, 1], own: [0, 0, 1] });
    expect(samePath(graph, 5, other)).toBe(1);
    expect(samePath(other, 2, graph)).toBe(4);
  });
});

describe('boxes on the screen', () => {
  const rows = layRows(graph, view, 1000, 40);

  it('are where they are drawn', () => {
    for (const node of [0, 1, 2, 3, 4, 5]) {
      const { x, width } = boxOf(graph, view, rows, node);
      const y = topOf(rows, graph.boxes.depth[node]!);
      expect(nodeAt(graph, view, rows, x + width / 2, y + ROW_PX / 2)).toBe(node);
    }
    expect(boxOf(graph, view, rows, 4)).toEqual({ x: 600, width: 400 });
    // Right of c is what a uses itself.
    expect(nodeAt(graph, view, rows, 550, 2 * ROW_PX + 1)).toBeUndefined();
    expect(nodeAt(graph, view, rows, 5, 9 * ROW_PX)).toBeUndefined();
  });

  it('fill the row above and at the zoom, also with the root below', () => {
    const zoomed = { ...view, zoom: 4, isUpward: true };
    const turned = layRows(graph, zoomed, 1000, 100);
    expect(boxOf(graph, zoomed, turned, 0)).toEqual({ x: 0, width: 1000 });
    expect(boxOf(graph, zoomed, turned, 5)).toEqual({ x: 0, width: 875 });
    expect(nodeAt(graph, zoomed, turned, 10, 99)).toBe(0);
    expect(nodeAt(graph, zoomed, turned, 10, 79)).toBe(4);
  });
});

describe('search', () => {
  it('asks for all words, and for capitals where there are some', () => {
    const names = ['json.Marshal', 'json.marshalField', 'xml.Marshal'];
    expect(Array.from(matchNames(names, 'marshal json'))).toEqual([1, 1, 0]);
    expect(Array.from(matchNames(names, 'Marshal'))).toEqual([1, 0, 1]);
    expect(Array.from(matchNames(names, '  '))).toEqual([0, 0, 0]);
    expect(Array.from(matchNames(['a.*(b'], '.*('))).toEqual([1]);
  });

  it('counts what stands below another result once', () => {
    const found = findNodes(graph, Uint8Array.of(1, 1, 0, 0));
    expect(found.nodes).toEqual([1, 2, 5]);
    expect(found.cum).toBe(95);
  });
});
