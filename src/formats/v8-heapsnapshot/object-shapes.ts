/** Plain objects by the names of their properties, as DevTools tells them apart: `{id, total}` instead of `Object`. */
import { type HeapGraph, typeNumber } from './heap-graph.ts';

/** A shape that is frequent enough to be shown. */
interface Shape {
  readonly name: string;
  /** Indices of the names of its properties. */
  readonly properties: readonly number[];
}

/** A longer name ends with the last property that fits. */
const MAX_NAME_LENGTH = 120;
/** A shape has at least so many objects, and so great a part of all. */
const MIN_OBJECTS = 2;
const MIN_PART = 1000;
/** Objects with more properties are tables rather than records: looked at each time, not remembered. */
const MAX_REMEMBERED = 64;

/**
 * By node of a plain object: its shape's name, or `Object` where it has none of the frequent ones. Of several shapes
 * that an object has all properties of, the one with most is taken, then the most frequent.
 */
export function nameShapes(graph: HeapGraph, plainObjects: readonly number[]): ReadonlyMap<number, string> {
  const shapes = frequentShapes(graph, plainObjects);
  const match = shapeMatcher(shapes);
  const properties = propertyReader(graph);
  const names = new Map<number, string>();
  const remembered = new Map<string, string>();
  for (const node of plainObjects) {
    const mine = properties(node);
    const key = mine.length > MAX_REMEMBERED ? undefined : mine.join();
    const name = (key === undefined ? undefined : remembered.get(key)) ?? match(mine)?.name ?? 'Object';
    if (key !== undefined) remembered.set(key, name);
    names.set(node, name);
  }
  return names;
}

function frequentShapes(graph: HeapGraph, plainObjects: readonly number[]): Shape[] {
  const properties = propertyReader(graph);
  const found = new Map<string, Shape & { count: number }>();
  for (const node of plainObjects) {
    const shape = shapeOf(graph, properties(node));
    if (shape === undefined) continue;
    const known = found.get(shape.name);
    if (known === undefined) found.set(shape.name, { ...shape, count: 1 });
    else known.count += 1;
  }
  const least = Math.max(MIN_OBJECTS, plainObjects.length / MIN_PART);
  return [...found.values()].filter(({ count }) => count >= least).sort((a, b) => b.count - a.count);
}

/** Reads the indices of the names of a node's properties, in its order. */
function propertyReader({ edgeTypes, firstEdge, edgeType, edgeName }: HeapGraph) {
  const property = typeNumber(edgeTypes, 'property');
  return (node: number): number[] => {
    const names: number[] = [];
    for (let e = firstEdge[node]!; e < firstEdge[node + 1]!; e++) {
      if (edgeType[e] === property) names.push(edgeName[e]!);
    }
    return names;
  };
}

/** Undefined for an object without properties: an empty shape would fit all. */
function shapeOf({ strings }: HeapGraph, names: readonly number[]): Shape | undefined {
  const properties: number[] = [];
  let text = '{';
  for (const name of names) {
    const plain = strings.get(name);
    if (plain === '__proto__') continue;
    const shown = /[,'"{}]/.test(plain) ? JSON.stringify(plain) : plain;
    if (text.length > 1 && text.length + shown.length > MAX_NAME_LENGTH) break;
    text += text.length === 1 ? shown : `, ${shown}`;
    properties.push(name);
  }
  return properties.length === 0 ? undefined : { name: `${text}}`, properties: [...new Set(properties)] };
}

/** Counts for each shape how many of its properties an object has. */
function shapeMatcher(shapes: readonly Shape[]): (names: readonly number[]) => Shape | undefined {
  const withProperty = new Map<number, number[]>();
  for (const [s, { properties }] of shapes.entries()) {
    for (const property of properties) {
      const list = withProperty.get(property);
      if (list === undefined) withProperty.set(property, [s]);
      else list.push(s);
    }
  }
  const seen = new Uint32Array(shapes.length);
  return (names) => {
    const touched: number[] = [];
    let best: number | undefined;
    for (const name of new Set(names)) {
      for (const s of withProperty.get(name) ?? []) {
        if (seen[s] === 0) touched.push(s);
        seen[s]! += 1;
        if (seen[s] === shapes[s]!.properties.length && isBetter(shapes, s, best)) best = s;
      }
    }
    for (const s of touched) seen[s] = 0;
    return best === undefined ? undefined : shapes[best];
  };
}

function isBetter(shapes: readonly Shape[], s: number, best: number | undefined): boolean {
  if (best === undefined) return true;
  const more = shapes[s]!.properties.length - shapes[best]!.properties.length;
  return more > 0 || (more === 0 && s < best);
}
