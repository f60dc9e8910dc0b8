/** What DevTools' summary of a snapshot calls a constructor: the class that an object is shown under. */
import { detachedNodes } from './detached-nodes.ts';
import { type CodePlace, type HeapGraph, typeNumber } from './heap-graph.ts';
import { nameShapes } from './object-shapes.ts';

export interface Constructor {
  readonly name: string;
  /** Classes of one name in several places are several. */
  readonly place: CodePlace | undefined;
}

export interface Constructors {
  readonly list: readonly Constructor[];
  /** By node: index into `list`. */
  readonly ofNode: Uint32Array;
}

/** By type of node; other types stand in parentheses. */
const NAMES: Readonly<Record<string, string>> = {
  hidden: '(system)',
  code: '(compiled code)',
  closure: 'Function',
  regexp: 'RegExp',
};

export function nameConstructors(graph: HeapGraph): Constructors {
  const { nodeCount, nodeType, nodeName, strings, places } = graph;
  const object = typeNumber(graph.nodeTypes, 'object');
  const native = typeNumber(graph.nodeTypes, 'native');
  const isDetached = detachedNodes(graph);
  const shapes = nameShapes(graph, plainObjects(graph, object));
  const table = new ConstructorTable();
  const ofNode = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node]!;
    if (type === object) {
      const name = shapes.get(node) ?? elementName(strings.get(nodeName[node]!));
      ofNode[node] = table.index(name, places.get(node));
    } else if (type === native) {
      const name = strings.get(nodeName[node]!);
      ofNode[node] = table.index(elementName(isDetached[node] === 1 ? `Detached ${name}` : name), undefined);
    } else {
      const name = graph.nodeTypes[type]!;
      ofNode[node] = table.index(Object.hasOwn(NAMES, name) ? NAMES[name]! : `(${name})`, undefined);
    }
  }
  return { list: table.list, ofNode };
}

function plainObjects({ nodeCount, nodeType, nodeName, strings }: HeapGraph, object: number): number[] {
  const plain: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] === object && strings.get(nodeName[node]!) === 'Object') plain.push(node);
  }
  return plain;
}

/** Elements of a document have their attributes in their names: `<div id="a">` is one of `<div>`. */
function elementName(name: string): string {
  const from = name.startsWith('<') ? 0 : name.startsWith('Detached <') ? 'Detached <'.length : -1;
  const space = from === -1 ? -1 : name.indexOf(' ', from);
  return space === -1 ? name : `${name.slice(0, space)}>`;
}

class ConstructorTable {
  readonly list: Constructor[] = [];
  readonly #byName = new Map<string, number>();
  readonly #byPlace = new Map<string, number>();

  index(name: string, place: CodePlace | undefined): number {
    const map = place === undefined ? this.#byName : this.#byPlace;
    const key = place === undefined ? name : `${place.scriptId},${place.line},${place.column},${name}`;
    let index = map.get(key);
    if (index === undefined) {
      index = this.list.push({ name, place }) - 1;
      map.set(key, index);
    }
    return index;
  }
}
