/** Each node between those that call it and those that it calls: the reports tree and peek. */
import { ProfError } from '../kit/errors.ts';
import { absInt64, addInt64, type Int64 } from '../profile/go-number-format.ts';
import { buildEdges, type EdgeTable } from '../profile/graph-edges.ts';
import { edgeOrder, Incidence } from '../profile/graph-incidence.ts';
import { percentage } from '../profile/measurement.ts';
import { padLeft } from './pad-left.ts';
import type { PreparedReport } from './prepare-report.ts';
import { graphHeader, type ReportGraph, reportGraph } from './report-graph.ts';
import { joinLines, plainLines, type ReportLine, shareOf } from './report-line.ts';
import { valueFormatter } from './report-values.ts';

export interface TreeCall {
  /** The other end. */
  readonly name: string;
  /** The sum of samples with that call; never a mean. */
  readonly weight: Int64;
  readonly isInline: boolean;
}

export interface TreeNode {
  readonly name: string;
  readonly flat: Int64;
  readonly cum: Int64;
  /** Heaviest first. */
  readonly callers: readonly TreeCall[];
  readonly callees: readonly TreeCall[];
}

export interface TreeReport {
  readonly header: readonly string[];
  readonly nodes: readonly TreeNode[];
  readonly total: Int64;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly originalCount: number;
  readonly droppedCount: number;
  /** Prints values in the report's unit. */
  readonly format: (value: Int64) => string;
}

/** Nodes, largest first, with their calls. Fails with USAGE where a pattern matches no node. */
export function treeOfPrepared(report: PreparedReport): TreeReport {
  const { profile, column, divisors, matches, pattern, total, sampleType, sampleUnit } = report;
  const graph = reportGraph(report);
  const { nodes, trimmed, names } = graph;
  const wanted = pattern === '' ? trimmed.shown : trimmed.shown.filter((node) => matches(names.of(node)));
  if (pattern !== '' && wanted.length === 0) {
    throw new ProfError('NOT_FOUND', `no matches found for regexp: ${pattern}`);
  }
  const edges = buildEdges(profile.samples, nodes, column, {
    ...(trimmed.isReduced ? { kept: maskOf(trimmed.shown, nodes.count) } : {}),
    ...(pattern === '' ? {} : { ends: maskOf(wanted, nodes.count) }),
    ...(divisors ? { divisors } : {}),
  });
  return {
    header: graphHeader(report, graph),
    nodes: treeNodes(graph, edges, wanted),
    total,
    sampleType,
    sampleUnit,
    originalCount: trimmed.originalCount,
    droppedCount: trimmed.droppedCount,
    format: valueFormatter(report, graph.outputUnit),
  };
}

function treeNodes(graph: ReportGraph, edges: EdgeTable, wanted: readonly number[]): TreeNode[] {
  const { nodes, trimmed, names } = graph;
  const isShown = maskOf(trimmed.shown, nodes.count);
  // Small edges are looked for at shown nodes only: one into a node that cancelled out stays.
  const incidence = new Incidence(
    edges,
    nodes.count,
    (e) => isShown[edges.target[e]!] === 0 || absInt64(edges.weight[e]!) >= trimmed.edgeCutoff,
  );
  const order = edgeOrder(edges, (node) => names.of(node));
  const calls = (list: Uint32Array, other: Uint32Array): TreeCall[] =>
    Array.from(list.sort(order), (e) => ({
      name: names.of(other[e]!),
      weight: edges.weight[e]!,
      isInline: edges.isInline[e] === 1,
    }));
  return wanted.map((node) => ({
    name: names.of(node),
    flat: graph.flat(node),
    cum: graph.cum(node),
    callers: calls(incidence.into(node), edges.source),
    callees: calls(incidence.outOf(node), edges.target),
  }));
}

function maskOf(list: readonly number[], count: number): Uint8Array {
  const mask = new Uint8Array(count);
  for (const node of list) mask[node] = 1;
  return mask;
}

const SEPARATOR = `${'-'.repeat(58)}+${'-'.repeat(13)}`;
const RULE: ReportLine = {
  kind: 'rule',
  start: SEPARATOR,
  narrowStart: `${'-'.repeat(42)}+${'-'.repeat(13)}`,
};
const COLUMNS = '      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ';
/** Calls in the same columns as nodes: their values stand in the place of cum. */
const NARROW_COLUMNS = '      flat  flat%   sum%  cum/calls      % + context';

/** The text of the report, as the reference prints it, a piece a node. */
export function* renderTree(report: TreeReport): Generator<string> {
  yield joinLines(treeHead(report));
  let flatSum: Int64 = 0;
  for (const node of report.nodes) {
    flatSum = addInt64(flatSum, node.flat);
    yield joinLines(nodeLines(node, flatSum, report));
  }
  if (report.nodes.length > 0) yield `${SEPARATOR}\n`;
}

/** The same by lines. */
export function* treeLines(report: TreeReport): Generator<ReportLine> {
  yield* treeHead(report);
  let flatSum: Int64 = 0;
  for (const node of report.nodes) {
    flatSum = addInt64(flatSum, node.flat);
    yield* nodeLines(node, flatSum, report);
  }
  if (report.nodes.length > 0) yield RULE;
}

function* treeHead({ header }: TreeReport): Generator<ReportLine> {
  yield* plainLines('fact', header);
  yield RULE;
  yield { kind: 'titles', start: COLUMNS, narrowStart: NARROW_COLUMNS };
}

function* nodeLines(
  { name, flat, cum, callers, callees }: TreeNode,
  flatSum: Int64,
  { total, format }: TreeReport,
): Generator<ReportLine> {
  const callLine = (call: TreeCall): ReportLine => {
    const value = format(call.weight);
    const rest = ` ${percentage(call.weight, cum)} |   `;
    return {
      kind: 'call',
      start: padLeft(value, 50) + rest,
      narrowStart: padLeft(value, 34) + rest,
      name: call.name,
      end: call.isInline ? ' (inline)' : '',
    };
  };
  const own = `${padLeft(format(flat), 10)} ${percentage(flat, total)} ${percentage(flatSum, total)}`;
  const all = `${padLeft(format(cum), 10)} ${percentage(cum, total)}`;
  yield RULE;
  for (const call of callers) yield callLine(call);
  yield {
    kind: 'node',
    start: `${own} ${all}${' '.repeat(16)}| `,
    narrowStart: `${own} ${all} | `,
    name,
    share: shareOf(flat, total),
  };
  for (const call of callees) yield callLine(call);
}
