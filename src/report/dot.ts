/** The call graph as a drawing for Graphviz (https://graphviz.org/doc/info/lang.html). */
import { basePath } from '../profile/file-path.ts';
import { absInt64, addInt64, divideInt64, equalInt64, type Int64 } from '../profile/go-number-format.ts';
import { edgeOrder, Incidence } from '../profile/graph-incidence.ts';
import { nameParts, nodeName } from '../profile/graph-nodes.ts';
import { percentage } from '../profile/measurement.ts';
import { shortenName } from '../profile/shorten-name.ts';
import { dotColor, FILL_COLOR, LINE_COLOR } from './dot-color.ts';
import { nodeletLines } from './dot-nodelets.ts';
import type { PreparedReport } from './prepare-report.ts';
import { headerLines } from './report-header.ts';
import { chooseOutputUnit, valueFormatter } from './report-values.ts';
import { type VisualGraph, visualGraph } from './visual-graph.ts';

export interface DotOptions {
  /**
   * Quotes all foreign text. The reference leaves the program's name, labels and units as they are, which lets a
   * profile add to the drawing: nothing that is handed to Graphviz.
   */
  readonly quotesAll: boolean;
}

/** The lines of the drawing, in pieces. */
export function* dotOfPrepared(
  report: PreparedReport,
  options: DotOptions = { quotesAll: false },
): Generator<string> {
  const graph = visualGraph(report);
  const drawing = new Drawing(report, graph, options);
  yield drawing.head();
  for (const node of graph.shown) yield drawing.node(node);
  yield* drawing.edges();
  yield '}\n';
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\l');

class Drawing {
  private readonly report: PreparedReport;
  private readonly graph: VisualGraph;
  private readonly plainFormat: (value: Int64) => string;
  private readonly format: (value: Int64) => string;
  /** Of text that the reference does not quote. */
  private readonly quote: (text: string) => string;
  private readonly incidence: Incidence;
  /** Numbers of shown nodes, from 1; 0 for those that cancelled out. */
  private readonly ids: Uint32Array;
  private readonly hasNodelets: Uint8Array;
  private readonly maxFlat: number;

  constructor(report: PreparedReport, graph: VisualGraph, { quotesAll }: DotOptions) {
    const { subject, shown, calls } = graph;
    this.report = report;
    this.graph = graph;
    const values = shown.map((node) => ({ flat: subject.flat(node), cum: subject.cum(node) }));
    this.plainFormat = valueFormatter(report, chooseOutputUnit(report, values));
    this.quote = quotesAll ? escaped : (text) => text;
    this.format = (value) => this.quote(this.plainFormat(value));
    this.incidence = new Incidence(calls.edges, subject.count, (e) => calls.isLeft[e] === 1);
    this.ids = new Uint32Array(subject.count);
    for (const [i, node] of shown.entries()) this.ids[node] = i + 1;
    this.hasNodelets = new Uint8Array(subject.count);
    this.maxFlat = values.reduce((max, { flat }) => Math.max(max, Number(absInt64(flat))), 0);
  }

  head(): string {
    const { report, graph } = this;
    const file = report.profile.mappings[0]?.file ?? '';
    const title = file === '' ? '' : this.quote(basePath(file));
    const facts = {
      flatTotal: graph.shown.reduce((sum: Int64, node) => addInt64(sum, graph.subject.flat(node)), 0),
      nodeCount: graph.shown.length,
      originalCount: graph.originalCount,
      droppedNodes: graph.droppedNodes,
      droppedEdges: graph.droppedEdges,
    };
    const labels = headerLines(report, facts, this.plainFormat);
    labels.push('\nSee https://git.io/JfYMW for how to read the graph');
    const legend = `label="${labels.map(escaped).join('\\l')}\\l"${title === '' ? '' : ` tooltip="${title}"`}`;
    return [
      `digraph "${title || 'unnamed'}" {`,
      'node [style=filled fillcolor="#f8f8f8"]',
      `subgraph cluster_L { "${escaped(labels[0]!)}" [shape=box fontsize=16 ${legend}] }\n`,
    ].join('\n');
  }

  /** A node and the boxes of its labels. */
  node(node: number): string {
    const { subject, tags } = this.graph;
    const { total, labelUnits } = this.report;
    const id = this.ids[node]!;
    const cum = subject.cum(node);
    const { text, cumText } = this.nodeText(node);
    const name = escaped(subject.names.of(subject.placeOf(node)));
    const part = Number(cum) / Number(absInt64(total));
    const look = `fontsize=${this.fontSize(subject.flat(node))} shape=box tooltip="${name} (${cumText})"`;
    const colors = `color="${dotColor(part, LINE_COLOR)}" fillcolor="${dotColor(part, FILL_COLOR)}"`;
    const lines = [`N${id} [label="${text}" id="node${id}" ${look} ${colors}]`];
    const own = tags.get(node);
    if (own !== undefined) {
      const byFlat = this.incidence.outOf(node).length > 0;
      const sizeUnit = labelUnits.get('bytes') ?? 'bytes';
      lines.push(...nodeletLines(own, { id, byFlat, format: this.format, quote: this.quote, sizeUnit }));
    }
    if (lines.length > 1) this.hasNodelets[node] = 1;
    return `${lines.join('\n')}\n`;
  }

  private nodeText(node: number): { readonly text: string; readonly cumText: string } {
    const { subject } = this.graph;
    const flat = subject.flat(node);
    const cum = subject.cum(node);
    const share = (value: Int64) => `(${percentage(value, this.report.total).trim()})`;
    const flatText = this.format(flat);
    const isZero = Number(flat) === 0;
    const own = this.lines(node) + (isZero ? '0' : `${flatText} ${share(flat)}`);
    if (equalInt64(flat, cum)) return { text: own, cumText: flatText };
    const cumText = this.format(cum);
    return { text: `${own}${isZero ? ' ' : '\\n'}of ${cumText} ${share(cum)}`, cumText };
  }

  /** A node's name in several lines. */
  private lines(node: number): string {
    const { subject } = this.graph;
    const full = nodeName(subject.nodes, subject.placeOf(node));
    const name = escaped(shortenName(full.name))
      .replaceAll('::', '\\n')
      // Go's mark of type parameters stays in one piece.
      .replaceAll('[...]', '[…]')
      .replaceAll('.', '\\n');
    const file = full.file === '' ? '' : basePath(full.file);
    return `${nameParts({ ...full, name, file }).join('\\n')}\\n`;
  }

  private fontSize(flat: Int64): number {
    const size = Number(absInt64(flat));
    if (this.maxFlat === 0 || size === 0 || size > this.maxFlat) return 8;
    return 8 + Math.ceil(16 * Math.sqrt(size / this.maxFlat));
  }

  /** Calls, the heaviest first: a hint for the layout. */
  *edges(): Generator<string> {
    const { subject, calls } = this.graph;
    const order = edgeOrder(calls.edges, (node) => subject.names.of(subject.placeOf(node)));
    const left: number[] = [];
    for (let e = 0; e < calls.edges.count; e++) {
      if (calls.isLeft[e] === 1 && this.ids[calls.edges.source[e]!] !== 0) left.push(e);
    }
    for (const edge of left.sort(order)) yield this.edge(edge);
  }

  private edge(edge: number): string {
    const { subject, calls } = this.graph;
    const { source, target, weight, isInline, isResidual } = calls.edges;
    const { total } = this.report;
    const from = source[edge]!;
    const to = target[edge]!;
    const value = divideInt64(weight[edge]!, calls.divisors?.[edge] ?? 0);
    const text = this.format(value);
    const residual = isResidual[edge] === 1;
    const attributes = [`label=" ${text}${isInline[edge] === 1 ? '\\n (inline)' : ''}"`];
    if (Number(total) !== 0) {
      const heavy = 1 + portion(value, 100, total);
      const thick = 1 + portion(value, 5, total);
      if (heavy > 1) attributes.push(`weight=${heavy}`);
      if (thick > 1) attributes.push(`penwidth=${thick}`);
      attributes.push(`color="${dotColor(Number(value) / Number(absInt64(total)), LINE_COLOR)}"`);
    }
    const name = (node: number) => escaped(subject.names.of(subject.placeOf(node)));
    const tooltip = `"${name(from)} ${residual ? '...' : '->'} ${name(to)} (${text})"`;
    attributes.push(`tooltip=${tooltip} labeltooltip=${tooltip}`);
    if (residual) attributes.push('style="dotted"');
    if (this.hasNodelets[from] === 1) attributes.push('minlen=2');
    return `N${this.ids[from]} -> N${this.ids[to]} [${attributes.join(' ')}]\n`;
  }
}

/** |value * most / total| in whole numbers, at most `most`. */
function portion(value: Int64, most: number, total: Int64): number {
  const product = BigInt.asIntN(64, BigInt(value) * BigInt(most));
  const part = absInt64(divideInt64(product, BigInt(total)));
  return part < most ? Number(part) : most;
}
