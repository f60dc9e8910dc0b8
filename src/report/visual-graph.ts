/** What a drawn graph shows: the nodes whose place says most, their tags, and the calls between them. */
import { divideInt64, type Int64 } from '../profile/go-number-format.ts';
import { compareMagnitude, cutoff, isPresent, type NodeSums, sumNodes, sumOver } from '../profile/graph.ts';
import { type Calls, cutSmallEdges, forestCalls, graphCalls, withoutNodes } from '../profile/graph-calls.ts';
import { entropyScores } from '../profile/graph-entropy.ts';
import { buildForest, type Forest } from '../profile/graph-forest.ts';
import { NodeNames } from '../profile/graph-names.ts';
import { buildNodes, type NodeTable } from '../profile/graph-nodes.ts';
import { cutRedundantEdges } from '../profile/graph-redundant.ts';
import { type NodeTags, nodeTags, type SampleVisitor } from '../profile/graph-tags.ts';
import type { PreparedReport } from './prepare-report.ts';

/** Nodes are those of the table, or paths that end in them. */
export interface Subject {
  readonly nodes: NodeTable;
  readonly names: NodeNames;
  readonly count: number;
  /** The node of the table that a node stands for. */
  readonly placeOf: (node: number) => number;
  /** The caller that a node of a forest belongs to; -1 for none, and in a graph. */
  readonly parentOf: (node: number) => number;
  readonly sums: NodeSums;
  readonly flat: (node: number) => Int64;
  readonly cum: (node: number) => Int64;
  /** All calls, or those left when only some nodes are kept. */
  readonly calls: (before?: Calls, kept?: readonly number[], present?: readonly number[]) => Calls;
  readonly visitSample: SampleVisitor;
}

/** A graph, or with the option `callTree` a forest. */
export function subjectOf(report: PreparedReport, keepObjectNames: boolean): Subject {
  const { profile, options, column, divisors } = report;
  const nodes = buildNodes(profile, {
    ...options,
    granularity: options.granularity || 'functions',
    keepObjectNames,
  });
  const names = new NodeNames(nodes);
  const source = { samples: profile.samples, nodes, column, divisors };
  if (options.callTree) {
    const forest = buildForest(profile.samples, nodes, column, divisors);
    return {
      ...valuesOf(forest.sums, forest.divisorSums),
      nodes,
      names,
      count: forest.count,
      placeOf: (node) => forest.place[node]!,
      parentOf: (node) => forest.parent[node]!,
      calls: (before, kept, present) =>
        before && kept && present
          ? withoutNodes(forest, before, maskWithout(present, kept, forest.count))
          : forestCalls(forest),
      visitSample: forestVisitor(forest),
    };
  }
  return {
    ...valuesOf(
      sumNodes(profile.samples, nodes, column),
      divisors && sumNodes(profile.samples, nodes, divisors),
    ),
    nodes,
    names,
    count: nodes.count,
    placeOf: (node) => node,
    parentOf: () => -1,
    calls: (_before, kept) => graphCalls(source, kept && maskOf(kept, nodes.count)),
    visitSample: graphVisitor(report, nodes),
  };
}

function valuesOf(sums: NodeSums, divisorSums: NodeSums | undefined) {
  return {
    sums,
    flat: (node: number) => divideInt64(sums.flat[node]!, divisorSums?.flat[node] ?? 0),
    cum: (node: number) => divideInt64(sums.cum[node]!, divisorSums?.cum[node] ?? 0),
  };
}

function maskOf(list: readonly number[], count: number): Uint8Array {
  const mask = new Uint8Array(count);
  for (const node of list) mask[node] = 1;
  return mask;
}

function maskWithout(all: readonly number[], without: readonly number[], count: number): Uint8Array {
  const mask = maskOf(all, count);
  for (const node of without) mask[node] = 0;
  return mask;
}

const countsIn = ({ column, divisors }: PreparedReport, sample: number): boolean =>
  Number(column[sample]!) !== 0 || (divisors !== undefined && Number(divisors[sample]!) !== 0);

function graphVisitor(report: PreparedReport, nodes: NodeTable): SampleVisitor {
  const { stack, stackOffset } = report.profile.samples;
  const { locationOffset, locationNode } = nodes;
  const seen = new Uint32Array(nodes.count);
  return (sample, visit) => {
    const start = stackOffset[sample]!;
    const end = stackOffset[sample + 1]!;
    if (start === end || !countsIn(report, sample)) return -1;
    for (let i = start; i < end; i++) {
      const last = locationOffset[stack[i]! + 1]!;
      for (let n = locationOffset[stack[i]!]!; n < last; n++) {
        const node = locationNode[n]!;
        if (seen[node] === sample + 1) continue;
        seen[node] = sample + 1;
        visit(node);
      }
    }
    return locationNode[locationOffset[stack[start]!]!]!;
  };
}

const forestVisitor =
  ({ leaf, parent }: Forest): SampleVisitor =>
  (sample, visit) => {
    for (let node = leaf[sample]!; node !== -1; node = parent[node]!) visit(node);
    return leaf[sample]!;
  };

export interface VisualGraph {
  readonly subject: Subject;
  /** What says most comes first. */
  readonly shown: readonly number[];
  readonly calls: Calls;
  readonly tags: ReadonlyMap<number, NodeTags>;
  readonly originalCount: number;
  readonly droppedNodes: number;
  readonly droppedEdges: number;
}

/** Tags that are drawn at a node; more of them are left out or put together. */
export const MAX_TAGS = 4;

export function visualGraph(report: PreparedReport): VisualGraph {
  const { options } = report;
  const subject = subjectOf(report, false);
  const { sums, count, names, placeOf } = subject;
  const present: number[] = [];
  for (let node = 0; node < count; node++) if (isPresent(sums, node, options)) present.push(node);
  const flatTotal = sumOver(sums.flat, present);
  const nodeCutoff = cutoff(flatTotal, options.nodeFraction);
  const edgeCutoff = cutoff(flatTotal, options.edgeFraction);
  const frequent =
    nodeCutoff > 0 ? present.filter((node) => compareMagnitude(sums.cum[node]!, nodeCutoff) >= 0) : present;
  let calls = subject.calls();
  if (frequent.length < present.length) calls = subject.calls(calls, frequent, present);
  let shown = byEntropy(subject, frequent, calls);
  const candidates = options.nodeCount > 0 ? shown.slice(0, options.nodeCount) : shown;
  const tags = nodeTags({
    profile: report.profile,
    column: report.column,
    divisors: report.divisors,
    visitSample: subject.visitSample,
    wanted: maskOf(candidates, count),
    cutoff: nodeCutoff,
    sizeUnit: report.labelUnits.get('bytes') ?? 'bytes',
    outputUnit: options.unit,
  });
  if (options.nodeCount > 0) {
    cutSmallEdges(calls, maskOf(shown, count), edgeCutoff);
    const selected = shown.slice(0, selectionSize(candidates, tags, options.nodeCount));
    if (selected.length < shown.length) {
      calls = subject.calls(calls, selected, shown);
      shown = byEntropy(subject, selected, calls);
    }
  }
  const droppedEdges = cutSmallEdges(calls, maskOf(shown, count), edgeCutoff);
  cutRedundantEdges(calls, shown, count, (node) => names.of(placeOf(node)));
  const droppedNodes = present.length - frequent.length;
  return { subject, shown, calls, tags, originalCount: frequent.length, droppedNodes, droppedEdges };
}

function byEntropy({ sums, names, placeOf }: Subject, list: readonly number[], calls: Calls): number[] {
  const scoreOf = entropyScores(sums, calls);
  const scores = new Map(list.map((node) => [node, scoreOf(node)]));
  return list.toSorted(
    (a, b) =>
      compareMagnitude(scores.get(b)!, scores.get(a)!) ||
      names.compare(placeOf(a), placeOf(b)) ||
      compareMagnitude(sums.flat[b]!, sums.flat[a]!) ||
      a - b,
  );
}

/** How many nodes fit if tags count as nodes. */
function selectionSize(
  candidates: readonly number[],
  tags: ReadonlyMap<number, NodeTags>,
  limit: number,
): number {
  let count = 0;
  for (const [i, node] of candidates.entries()) {
    count += 1 + Math.min(countTags(tags.get(node)), MAX_TAGS);
    if (count >= limit) return i + 1;
  }
  return candidates.length;
}

function countTags(tags: NodeTags | undefined): number {
  if (tags === undefined) return 0;
  return [...tags.texts, ...[...tags.sizes.values()].flat()].filter((tag) => Number(tag.flat) !== 0).length;
}
