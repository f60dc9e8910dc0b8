/** Nodes are in drawing order: a subtree is as long as its nodes are many. */
export function subtreeEnds(parent: Int32Array): Uint32Array {
  const size = new Uint32Array(parent.length).fill(1);
  for (let node = parent.length - 1; node > 0; node--) size[parent[node]!]! += size[node]!;
  for (let node = 0; node < size.length; node++) size[node]! += node;
  return size;
}
