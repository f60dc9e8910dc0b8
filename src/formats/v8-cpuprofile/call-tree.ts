import { isObject, type JsonObject, wrongValue } from '../json-document.ts';
import { readCallFrame, type V8CallFrame } from '../v8-call-frame.ts';

/** `parent` of a node that has none. */
export const NO_PARENT = -1;

/** The call tree of a CPU profile, one entry a node, in the file's order; the first is the root. */
export interface CallTree {
  readonly count: number;
  readonly frames: readonly V8CallFrame[];
  /** Undefined where the file leaves them to the samples. */
  readonly hitCounts: Float64Array | undefined;
  readonly parent: Int32Array;
  /** Nodes from the root: the root's own is 0. */
  readonly depth: Uint32Array;
  readonly indexById: ReadonlyMap<number, number>;
}

/**
 * The tree from the list of nodes, each naming its children or its parent by id.
 * @throws ProfError BAD_PROFILE with the path of what is wrong.
 */
export function readCallTree(nodes: unknown): CallTree {
  if (!Array.isArray(nodes)) throw wrongValue('nodes', 'is not an array');
  if (nodes.length === 0) throw wrongValue('nodes', 'is empty');
  const items = nodes.map((node: unknown, i): JsonObject => {
    if (!isObject(node)) throw wrongValue(`nodes[${i}]`, 'is not an object');
    return node;
  });
  const indexById = indexIds(items);
  const parent = items.some((node) => node.children !== undefined)
    ? parentsByChildren(items, indexById)
    : parentsByName(items, indexById);
  return {
    count: items.length,
    frames: items.map((node, i) => readCallFrame(node.callFrame, () => `nodes[${i}].callFrame`)),
    hitCounts: readHitCounts(items),
    parent,
    depth: measureDepths(parent),
    indexById,
  };
}

function indexIds(items: readonly JsonObject[]): Map<number, number> {
  const indexById = new Map<number, number>();
  for (const [i, { id }] of items.entries()) {
    if (!Number.isSafeInteger(id)) throw wrongValue(`nodes[${i}].id`, 'is not a whole number');
    const other = indexById.get(id as number);
    if (other !== undefined) throw wrongValue(`nodes[${i}].id`, `is also that of nodes[${other}]: ${id}`);
    indexById.set(id as number, i);
  }
  return indexById;
}

function parentsByChildren(items: readonly JsonObject[], indexById: ReadonlyMap<number, number>): Int32Array {
  const parent = new Int32Array(items.length).fill(NO_PARENT);
  for (const [i, node] of items.entries()) {
    const children = node.children ?? [];
    if (!Array.isArray(children)) throw wrongValue(`nodes[${i}].children`, 'is not an array');
    for (const [at, id] of children.entries()) {
      const child = indexById.get(id);
      const path = () => `nodes[${i}].children[${at}]`;
      if (child === undefined) throw wrongValue(path(), 'is no id of a node');
      if (parent[child] !== NO_PARENT) throw wrongValue(path(), `has another parent already: ${id}`);
      parent[child] = i;
    }
  }
  return parent;
}

/** Profiles that come out of Chrome's traces name the parent instead. */
function parentsByName(items: readonly JsonObject[], indexById: ReadonlyMap<number, number>): Int32Array {
  return Int32Array.from(items, (node, i) => {
    if (node.parent === undefined) return NO_PARENT;
    const parent = indexById.get(node.parent as number);
    if (parent === undefined) throw wrongValue(`nodes[${i}].parent`, 'is no id of a node');
    return parent;
  });
}

function readHitCounts(items: readonly JsonObject[]): Float64Array | undefined {
  if (items[0]!.hitCount === undefined) return undefined;
  return Float64Array.from(items, ({ hitCount = 0 }, i) => {
    if (Number.isSafeInteger(hitCount) && (hitCount as number) >= 0) return hitCount as number;
    throw wrongValue(`nodes[${i}].hitCount`, 'is not a count');
  });
}

/** @throws ProfError BAD_PROFILE for nodes that are their own ancestors. */
function measureDepths(parent: Int32Array): Uint32Array {
  const depth = new Uint32Array(parent.length);
  const isKnown = new Uint8Array(parent.length);
  const path: number[] = [];
  for (let start = 0; start < parent.length; start++) {
    let node = start;
    while (node !== NO_PARENT && isKnown[node] === 0) {
      if (path.length > parent.length) throw wrongValue(`nodes[${start}]`, 'is part of a circle');
      path.push(node);
      node = parent[node]!;
    }
    for (let above = node; path.length > 0; ) {
      const next = path.pop()!;
      depth[next] = above === NO_PARENT ? 0 : depth[above]! + 1;
      isKnown[next] = 1;
      above = next;
    }
  }
  return depth;
}
