import { type DecodeLimits, limitExceeded } from '../../profile/limits.ts';
import { wrongValue } from '../json-document.ts';
import { topLevelKeys } from '../json-scan.ts';
import type { CodePlace, HeapGraph } from './heap-graph.ts';
import { NumberList } from './number-list.ts';
import { readSnapshotHeader, type SnapshotHeader } from './snapshot-header.ts';
import { SnapshotStrings } from './snapshot-strings.ts';

type Nodes = Pick<HeapGraph, 'nodeType' | 'nodeName' | 'nodeId' | 'selfSize' | 'detachedness' | 'firstEdge'>;
type Edges = Pick<HeapGraph, 'edgeType' | 'edgeName' | 'edgeTo'>;

/** A number takes two bytes at least, with the comma before it. */
const BYTES_PER_NUMBER = 2;

/**
 * The graph in a file, straight from its bytes into columns: snapshots are larger than the longest text that the
 * engine can hold, and a hundred times that as objects.
 * @throws ProfError BAD_PROFILE with the path or offset of what is wrong, LIMIT.
 */
export function readSnapshot(bytes: Uint8Array, limits: DecodeLimits): HeapGraph {
  const valueAt = new Map(topLevelKeys(bytes, []).map((key) => [key.name, key.valueAt]));
  const offsetOf = (key: string): number => {
    const at = valueAt.get(key);
    if (at === undefined) throw wrongValue(key, 'is missing');
    return at;
  };
  const header = readSnapshotHeader(bytes, offsetOf('snapshot'));
  requireRoom(header, bytes.length, limits);
  const strings = new SnapshotStrings(bytes, offsetOf('strings'), limits);
  const nodes = readNodes(new NumberList(bytes, offsetOf('nodes'), 'nodes'), header, strings.count);
  const edges = readEdges(new NumberList(bytes, offsetOf('edges'), 'edges'), header);
  const places =
    header.locationFields.length === 0
      ? new Map<number, CodePlace>()
      : readPlaces(new NumberList(bytes, offsetOf('locations'), 'locations'), header);
  const root = ordinal(header.rootIndex, header);
  if (root === undefined) throw wrongValue('snapshot.root_index', 'is no node');
  const { nodeCount, nodeTypes, edgeTypes } = header;
  requireNames(edges, edgeTypes, strings.count);
  return { nodeCount, root, nodeTypes, edgeTypes, ...nodes, ...edges, places, strings };
}

function requireRoom(header: SnapshotHeader, sizeBytes: number, { tableEntries }: DecodeLimits): void {
  const { nodeCount, edgeCount, nodeFields, edgeFields } = header;
  if (nodeCount > tableEntries) {
    throw limitExceeded('tableEntries', tableEntries, `heap snapshot of ${nodeCount} objects`);
  }
  const numbers = nodeCount * nodeFields.length + edgeCount * edgeFields.length;
  if (numbers * BYTES_PER_NUMBER > sizeBytes) throw wrongValue('snapshot', 'counts more than the file holds');
}

/** The node at a place in the list of numbers. */
function ordinal(index: number, { nodeCount, nodeFields }: SnapshotHeader): number | undefined {
  const node = index / nodeFields.length;
  return Number.isInteger(node) && node < nodeCount ? node : undefined;
}

function readNodes(list: NumberList, header: SnapshotHeader, stringCount: number): Nodes {
  const { nodeCount, edgeCount, nodeFields, nodeTypes } = header;
  const type = new Float64Array(nodeCount);
  const name = new Float64Array(nodeCount);
  const nodeId = new Float64Array(nodeCount);
  const selfSize = new Float64Array(nodeCount);
  const edges = new Float64Array(nodeCount);
  const state = new Float64Array(nodeCount);
  const unused = new Float64Array(1);
  const known = { type, name, id: nodeId, self_size: selfSize, edge_count: edges, detachedness: state };
  readColumns(list, nodeCount, nodeFields, known, unused);
  const nodeType = Uint8Array.from(type);
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (let n = 0; n < nodeCount; n++) {
    if (type[n]! >= nodeTypes.length) throw wrongValue(`node ${n} of nodes`, `has no such type: ${type[n]}`);
    if (name[n]! >= stringCount) throw wrongValue(`node ${n} of nodes`, `has no such name: ${name[n]}`);
    const next = firstEdge[n]! + edges[n]!;
    if (next > edgeCount) throw wrongValue(`node ${n} of nodes`, 'has edges that are not there');
    firstEdge[n + 1] = next;
  }
  if (firstEdge[nodeCount] !== edgeCount) throw wrongValue('edges', 'hold more than the nodes have');
  const detachedness = nodeFields.includes('detachedness') ? Uint8Array.from(state) : undefined;
  return { nodeType, nodeName: Uint32Array.from(name), nodeId, selfSize, detachedness, firstEdge };
}

function readEdges(list: NumberList, header: SnapshotHeader): Edges {
  const { edgeCount, edgeFields, edgeTypes, nodeFields, nodeCount } = header;
  const edgeType = new Uint8Array(edgeCount);
  const edgeName = new Uint32Array(edgeCount);
  const edgeTo = new Uint32Array(edgeCount);
  const known = ['type', 'name_or_index', 'to_node'].map((field) => {
    const at = edgeFields.indexOf(field);
    if (at === -1) throw wrongValue('snapshot.meta.edge_fields', `lack ${field}`);
    return at;
  });
  const [typeAt, nameAt, toAt] = known;
  const fields = edgeFields.length;
  for (let e = 0; e < edgeCount; e++) {
    for (let f = 0; f < fields; f++) {
      const value = list.next();
      if (f === typeAt) edgeType[e] = value < edgeTypes.length ? value : edgeTypes.length;
      else if (f === nameAt) edgeName[e] = value;
      else if (f === toAt) {
        const to = value / nodeFields.length;
        if (!Number.isInteger(to) || to >= nodeCount)
          throw wrongValue(`edge ${e} of edges`, `leads nowhere: ${value}`);
        edgeTo[e] = to;
      }
    }
    if (edgeType[e] === edgeTypes.length) throw wrongValue(`edge ${e} of edges`, 'has no such type');
  }
  list.requireEnd();
  return { edgeType, edgeName, edgeTo };
}

/** Names of edges are strings, save those of the parts of lists. */
function requireNames(
  { edgeType, edgeName }: Edges,
  edgeTypes: readonly string[],
  stringCount: number,
): void {
  const isNumbered = edgeTypes.map((type) => type === 'element' || type === 'hidden');
  for (let e = 0; e < edgeType.length; e++) {
    if (edgeName[e]! < stringCount || isNumbered[edgeType[e]!]) continue;
    throw wrongValue(`edge ${e} of edges`, `has no such name: ${edgeName[e]}`);
  }
}

function readPlaces(list: NumberList, header: SnapshotHeader): Map<number, CodePlace> {
  const places = new Map<number, CodePlace>();
  const at = ['object_index', 'script_id', 'line', 'column'].map((field) =>
    header.locationFields.indexOf(field),
  );
  const values = new Float64Array(header.locationFields.length);
  while (!list.isAtEnd) {
    for (let f = 0; f < values.length; f++) values[f] = list.next();
    const [index, scriptId, line, column] = at.map((field) => values[field] ?? 0);
    const node = ordinal(index!, header);
    if (node === undefined) throw wrongValue('locations', `name no node: ${index}`);
    places.set(node, { scriptId: scriptId!, line: line!, column: column! });
  }
  return places;
}

/** A list of records into a column a field; fields that are not asked for are passed over. */
function readColumns(
  list: NumberList,
  count: number,
  fields: readonly string[],
  known: Readonly<Record<string, Float64Array>>,
  unused: Float64Array,
): void {
  for (const field of ['type', 'name', 'id', 'self_size', 'edge_count']) {
    if (!fields.includes(field)) throw wrongValue('snapshot.meta.node_fields', `lack ${field}`);
  }
  const columns = fields.map((field) => (Object.hasOwn(known, field) ? known[field]! : unused));
  for (let i = 0; i < count; i++) {
    for (const column of columns) column[i] = list.next();
  }
  list.requireEnd();
}
