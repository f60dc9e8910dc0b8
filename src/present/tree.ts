import type { TreeCall, TreeNode, TreeReport } from '../report/tree.ts';
import { type CsvColumn, csvText } from './csv.ts';
import { MAX_ROWS, percentOf, type ReportHead, reportHead } from './share.ts';

/** What `prof tree --json` prints. */
export interface TreeDocument extends ReportHead {
  readonly schema: 'prof.tree.v1';
  /** How many nodes there are beyond these: below the limit, or after the first so many. */
  readonly hidden: { readonly small: number; readonly further: number };
  readonly nodes: readonly TreeNodeDocument[];
}

/** What `prof peek --json` prints. */
export interface PeekDocument extends ReportHead {
  readonly schema: 'prof.peek.v1';
  readonly pattern: string;
  /** How many match. */
  readonly count: number;
  readonly nodes: readonly TreeNodeDocument[];
}

interface TreeNodeDocument {
  readonly name: string;
  readonly flat: number | bigint;
  readonly flatPercent: number;
  readonly cum: number | bigint;
  readonly cumPercent: number;
  readonly callers: readonly TreeCallDocument[];
  readonly callees: readonly TreeCallDocument[];
}

interface TreeCallDocument {
  readonly name: string;
  readonly value: number | bigint;
  /** Of the node's cumulative value. */
  readonly percent: number;
  readonly inline: boolean;
}

interface Sources {
  readonly names: readonly string[];
  readonly baseNames: readonly string[];
}

/** Nodes beyond 10,000 are counted as hidden. */
export function treeDocument(report: TreeReport, sources: Sources): TreeDocument {
  const nodes = nodeDocuments(report);
  const hidden = { small: report.droppedCount, further: report.originalCount - nodes.length };
  return { schema: 'prof.tree.v1', ...reportHead(report, sources), hidden, nodes };
}

export function peekDocument(report: TreeReport, pattern: string, sources: Sources): PeekDocument {
  const count = report.nodes.length;
  return {
    schema: 'prof.peek.v1',
    ...reportHead(report, sources),
    pattern,
    count,
    nodes: nodeDocuments(report),
  };
}

function nodeDocuments(report: TreeReport): TreeNodeDocument[] {
  return report.nodes.slice(0, MAX_ROWS).map((node) => nodeDocument(node, report));
}

function nodeDocument(node: TreeNode, { total }: TreeReport): TreeNodeDocument {
  return {
    name: node.name,
    flat: node.flat,
    flatPercent: percentOf(node.flat, total),
    cum: node.cum,
    cumPercent: percentOf(node.cum, total),
    callers: node.callers.map((call) => callDocument(call, node)),
    callees: node.callees.map((call) => callDocument(call, node)),
  };
}

interface TreeCsvRow {
  readonly node: TreeNodeDocument;
  readonly relation: 'self' | 'caller' | 'callee';
  readonly call?: TreeCallDocument;
}

/** Of each node a row for itself, then its callers and callees. All of them. */
export function treeCsv(report: TreeReport): Iterable<string> {
  const unit = report.sampleUnit;
  const columns: CsvColumn<TreeCsvRow>[] = [
    { header: 'function', value: ({ node }) => node.name },
    { header: `flat_${unit}`, value: ({ node }) => node.flat },
    { header: 'flat_percent', value: ({ node }) => node.flatPercent },
    { header: `cum_${unit}`, value: ({ node }) => node.cum },
    { header: 'cum_percent', value: ({ node }) => node.cumPercent },
    { header: 'relation', value: ({ relation }) => relation },
    { header: 'other', value: ({ call }) => call?.name },
    { header: `call_${unit}`, value: ({ call }) => call?.value },
    { header: 'call_percent', value: ({ call }) => call?.percent },
    { header: 'inline', value: ({ call }) => call?.inline },
  ];
  return csvText(columns, treeCsvRows(report));
}

function* treeCsvRows(report: TreeReport): Generator<TreeCsvRow> {
  for (const each of report.nodes) {
    const node = nodeDocument(each, report);
    yield { node, relation: 'self' };
    for (const call of node.callers) yield { node, relation: 'caller', call };
    for (const call of node.callees) yield { node, relation: 'callee', call };
  }
}

function callDocument({ name, weight, isInline }: TreeCall, { cum }: TreeNode): TreeCallDocument {
  return { name, value: weight, percent: percentOf(weight, cum), inline: isInline };
}
