/** What all reports on nodes begin with: nodes and their sums, which of them are shown, and in which unit. */
import { addInt64, divideInt64, type Int64 } from '../profile/go-number-format.ts';
import { type NodeSums, sumNodes, type TrimmedNodes, trimNodes } from '../profile/graph.ts';
import { NodeNames } from '../profile/graph-names.ts';
import { buildNodes, type NodeTable } from '../profile/graph-nodes.ts';
import type { PreparedReport } from './prepare-report.ts';
import { headerLines } from './report-header.ts';
import { chooseOutputUnit, valueFormatter } from './report-values.ts';

/** Kinds that tell functions of one name in several binaries apart. */
const KINDS_BY_OBJECT: ReadonlySet<string> = new Set(['callgrind', 'list']);

export interface NodeValues {
  readonly nodes: NodeTable;
  readonly names: NodeNames;
  /** Raw sums, by which nodes are ordered and dropped. */
  readonly sums: NodeSums;
  readonly divisorSums: NodeSums | undefined;
  /** The values that print: sums, or means. */
  flat(node: number): Int64;
  cum(node: number): Int64;
}

/** Nodes at the report's granularity with their values. */
export function nodeValues(report: PreparedReport): NodeValues {
  const { profile, options, column, divisors, kind } = report;
  const { samples } = profile;
  const nodes = buildNodes(profile, {
    ...options,
    granularity: options.granularity || 'functions',
    keepObjectNames: KINDS_BY_OBJECT.has(kind),
  });
  const sums = sumNodes(samples, nodes, column);
  const divisorSums = divisors && sumNodes(samples, nodes, divisors);
  return {
    nodes,
    names: new NodeNames(nodes),
    sums,
    divisorSums,
    flat: (node) => divideInt64(sums.flat[node]!, divisorSums?.flat[node] ?? 0),
    cum: (node) => divideInt64(sums.cum[node]!, divisorSums?.cum[node] ?? 0),
  };
}

export interface ReportGraph extends NodeValues {
  readonly trimmed: TrimmedNodes;
  readonly outputUnit: string;
}

/** The same, with the nodes that the report shows, in its order. */
export function reportGraph(report: PreparedReport): ReportGraph {
  const values = nodeValues(report);
  const { nodes, sums, names } = values;
  const trimmed = trimNodes(nodes, sums, { ...report.options, sortBy: report.options.sort }, names);
  const shown = trimmed.shown.map((node) => ({ flat: values.flat(node), cum: values.cum(node) }));
  return { ...values, trimmed, outputUnit: chooseOutputUnit(report, shown) };
}

/** The lines above a report on these nodes. */
export function graphHeader(report: PreparedReport, { trimmed, flat, outputUnit }: ReportGraph): string[] {
  const { shown, originalCount, droppedCount } = trimmed;
  const facts = {
    flatTotal: shown.reduce((sum: Int64, node) => addInt64(sum, flat(node)), 0),
    nodeCount: shown.length,
    originalCount,
    droppedNodes: droppedCount,
  };
  return headerLines(report, facts, valueFormatter(report, outputUnit));
}
