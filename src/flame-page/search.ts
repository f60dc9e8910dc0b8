import type { Graph } from '../flame-file/graph.ts';

export interface Found {
  /** Per frame: 1 if its name matches. */
  readonly isMatch: Uint8Array;
  /** Matching nodes, in drawing order. */
  readonly nodes: readonly number[];
  /** What goes through any of them, counted once. */
  readonly cum: number;
}

/** Names that hold each word of the query; capitals count where the query has some. */
export function matchNames(names: readonly string[], query: string): Uint8Array {
  const isExact = query !== query.toLowerCase();
  const words = query.split(/\s+/).filter((word) => word !== '');
  return Uint8Array.from(names, (name) => {
    const text = isExact ? name : name.toLowerCase();
    return words.length > 0 && words.every((word) => text.includes(word)) ? 1 : 0;
  });
}

export function findNodes({ boxes, frame }: Graph, isMatch: Uint8Array): Found {
  const nodes: number[] = [];
  let cum = 0;
  let coveredTo = 0;
  for (let node = 1; node < boxes.count; node++) {
    if (frame[node] === -1 || isMatch[frame[node]!] !== 1) continue;
    nodes.push(node);
    if (node < coveredTo) continue;
    coveredTo = boxes.end[node]!;
    cum += boxes.cum[node]!;
  }
  return { isMatch, nodes, cum };
}
