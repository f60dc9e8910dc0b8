/** Small V8 heap snapshots, for tests that know what is in them. */

export interface TestObject {
  /** One of V8's types of nodes. */
  readonly type: string;
  readonly name: string;
  readonly size: number;
  /** What it refers to: a kind of edge, its name (a number for elements), the place of the object in the list. */
  readonly refers?: readonly (readonly [type: string, name: string | number, to: number])[];
  readonly detachedness?: number;
  readonly place?: readonly [scriptId: number, line: number, column: number];
}

const NODE_TYPES = [
  ...['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic'],
  ...['concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape'],
];
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];

/** The snapshot as V8 writes it; object i has the id 2 i + 1, and the first is the root. */
export function snapshotFile(objects: readonly TestObject[]) {
  const strings: string[] = [];
  const index = (text: string): number => {
    const known = strings.indexOf(text);
    return known === -1 ? strings.push(text) - 1 : known;
  };
  const fields = ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'];
  const nodes = objects.flatMap(({ type, name, size, refers = [], detachedness = 0 }, i) => [
    ...[NODE_TYPES.indexOf(type), index(name), 2 * i + 1, size, refers.length, 0, detachedness],
  ]);
  const edges = objects.flatMap(({ refers = [] }) =>
    refers.flatMap(([type, name, to]) => [
      EDGE_TYPES.indexOf(type),
      typeof name === 'number' ? name : index(name),
      to * fields.length,
    ]),
  );
  return {
    snapshot: {
      meta: {
        node_fields: fields,
        node_types: [NODE_TYPES, 'string', 'number', 'number', 'number', 'number', 'number'],
        edge_fields: ['type', 'name_or_index', 'to_node'],
        edge_types: [EDGE_TYPES, 'string_or_number', 'node'],
        location_fields: ['object_index', 'script_id', 'line', 'column'],
      },
      node_count: objects.length,
      edge_count: edges.length / 3,
    },
    nodes,
    edges,
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations: objects.flatMap(({ place }, i) => (place ? [i * fields.length, ...place] : [])),
    strings,
  };
}

/** Its bytes, written over lines as V8 does. */
export function snapshotBytes(objects: readonly TestObject[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(snapshotFile(objects), null, 1));
}
