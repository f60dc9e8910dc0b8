import { describe, expect, it } from 'vitest';
import { decodePprof } from '../../../src/profile/decode.ts';
import { sumNodes, trimNodes } from '../../../src/profile/graph.ts';
import { buildEdges } from '../../../src/profile/graph-edges.ts';
import { buildNodes, type NodeTable, printableName } from '../../../src/profile/graph-nodes.ts';
import type { Profile, SampleTable, ValueColumn } from '../../../src/profile/profile.ts';
import { randomProfile } from '../../support/random-profile.ts';

/** What the definition says, with maps and objects, one sample after the other. */
function naiveGraph(
  { samples }: { samples: SampleTable },
  nodes: NodeTable,
  column: ValueColumn,
  kept?: Set<number>,
) {
  const flat = new Map<number, bigint>();
  const cum = new Map<number, bigint>();
  const edges = new Map<string, { weight: bigint; inline: boolean; residual: boolean }>();
  const add = (sums: Map<number, bigint>, node: number, value: bigint) =>
    sums.set(node, (sums.get(node) ?? 0n) + value);
  for (let s = 0; s < samples.count; s++) {
    const value = BigInt(column[s]!);
    if (value === 0n) continue;
    const path: { node: number; inlined: boolean }[] = [];
    for (const location of samples.stack
      .subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!)
      .toReversed()) {
      const here = nodes.locationNode.subarray(
        nodes.locationOffset[location]!,
        nodes.locationOffset[location + 1]!,
      );
      path.push(...[...here].reverse().map((node, i) => ({ node, inlined: i > 0 })));
    }
    for (const node of new Set(path.map((step) => step.node))) add(cum, node, value);
    if (path.length > 0) add(flat, path.at(-1)!.node, value);
    const seen = new Set<string>();
    let parent: number | undefined;
    let residual = false;
    for (const { node, inlined } of path) {
      if (kept !== undefined && !kept.has(node)) {
        residual = true;
        continue;
      }
      const key = `${parent}>${node}`;
      if (parent !== undefined && parent !== node && !seen.has(key)) {
        seen.add(key);
        const edge = edges.get(key) ?? { weight: 0n, inline: true, residual: false };
        edges.set(key, {
          weight: edge.weight + value,
          inline: edge.inline && inlined,
          residual: edge.residual || residual,
        });
      }
      parent = node;
      residual = false;
    }
  }
  return { flat, cum, edges };
}

const asBigInts = (column: ValueColumn): BigInt64Array =>
  BigInt64Array.from(column as Iterable<number>, BigInt);

function edgeMap(profile: Profile, nodes: NodeTable, column: ValueColumn, kept?: Set<number>) {
  const mask = kept && Uint8Array.from({ length: nodes.count }, (_, node) => Number(kept.has(node)));
  const edges = buildEdges(profile.samples, nodes, column, mask ? { kept: mask } : {});
  return new Map(
    Array.from({ length: edges.count }, (_, e) => [
      `${edges.source[e]}>${edges.target[e]}`,
      {
        weight: BigInt(edges.weight[e]!),
        inline: edges.isInline[e] === 1,
        residual: edges.isResidual[e] === 1,
      },
    ]),
  );
}

const SEEDS = Array.from({ length: 60 }, (_, i) => i);
const GRANULARITIES = ['functions', 'filefunctions', 'files', 'lines', 'addresses'] as const;

describe('sums and edges', () => {
  it.each(SEEDS)('are what the definition says (profile %i), in doubles and in bigints', (seed) => {
    const profile = decodePprof(randomProfile(seed));
    const nodes = buildNodes(profile, { granularity: GRANULARITIES[seed % 5]!, noInlines: seed % 7 === 0 });
    const kept = new Set(
      Array.from({ length: nodes.count }, (_, node) => node).filter((node) => (node * 7 + seed) % 3 > 0),
    );
    for (const column of profile.samples.values) {
      for (const values of [column, asBigInts(column)]) {
        const expected = naiveGraph(profile, nodes, values);
        const sums = sumNodes(profile.samples, nodes, values);
        for (let node = 0; node < nodes.count; node++) {
          expect(BigInt(sums.flat[node]!)).toBe(BigInt.asIntN(64, expected.flat.get(node) ?? 0n));
          expect(BigInt(sums.cum[node]!)).toBe(BigInt.asIntN(64, expected.cum.get(node) ?? 0n));
        }
        expect(edgeMap(profile, nodes, values)).toEqual(expected.edges);
        expect(edgeMap(profile, nodes, values, kept)).toEqual(naiveGraph(profile, nodes, values, kept).edges);
      }
    }
  });

  it('hold with more nodes than fit 16 bits, and with more edges than the first table', () => {
    const count = 70_001;
    const nodes = {
      count,
      locationOffset: Uint32Array.from({ length: count + 1 }, (_, i) => i),
      locationNode: Uint32Array.from({ length: count }, (_, i) => count - 1 - i),
    } as NodeTable;
    const pairs = Array.from(
      { length: 20_000 },
      (_, i) => [(i * 7919) % count, (i * 104_729 + 13) % count] as const,
    );
    const samples = {
      count: pairs.length,
      stackOffset: Uint32Array.from({ length: pairs.length + 1 }, (_, i) => 2 * i),
      stack: Uint32Array.from(pairs.flat()),
    } as SampleTable;
    const column = Float64Array.from(pairs, (_, i) => i - 5000);
    const profile = { samples } as Profile;
    expect(edgeMap(profile, nodes, column)).toEqual(naiveGraph(profile, nodes, column).edges);
  });
});

describe('trimNodes', () => {
  const nodes = {
    count: 5,
    name: ['b', 'a', 'big', 'zero', 'minus'],
    file: ['', '', '', '', ''],
    objectFile: ['', '', '', '', ''],
    address: new BigUint64Array(5),
    line: new BigInt64Array(5),
    column: new BigInt64Array(5),
  } as unknown as NodeTable;
  const sums = { flat: Float64Array.of(5, 5, 90, 0, -5), cum: Float64Array.of(6, 5, 100, 0, -95) };
  const options = {
    nodeCount: 0,
    nodeFraction: 0,
    edgeFraction: 0,
    dropNegative: false,
    sortBy: 'flat',
  } as const;
  const names = (more: object) => {
    const trimmed = trimNodes(nodes, sums, { ...options, ...more });
    return { ...trimmed, shown: trimmed.shown.map((node) => printableName(nodes, node)) };
  };

  it('orders by size, then by name, and leaves out what is nothing', () => {
    expect(names({}).shown).toEqual(['big', 'a', 'b', 'minus']);
    expect(names({ sortBy: 'cum' }).shown).toEqual(['big', 'minus', 'b', 'a']);
    expect(names({}).isReduced).toBe(false);
  });

  it('drops small and negative nodes, and then counts', () => {
    expect(names({ nodeFraction: 0.07 })).toMatchObject({
      shown: ['big', 'b', 'minus'],
      droppedCount: 1,
      originalCount: 3,
      isReduced: true,
    });
    expect(names({ nodeCount: 1, edgeFraction: 0.1 })).toMatchObject({
      shown: ['big'],
      originalCount: 4,
      edgeCutoff: 9,
    });
    expect(names({ dropNegative: true }).shown).toEqual(['big', 'a', 'b']);
  });
});
