/** The profile in callgrind's format (https://valgrind.org/docs/manual/cl-format.html), as KCachegrind reads it. */
import { type Int64, truncateToInt64 } from '../profile/go-number-format.ts';
import { compareMagnitude, isPresent } from '../profile/graph.ts';
import { edgeOrder, Incidence } from '../profile/graph-incidence.ts';
import { scale } from '../profile/measurement.ts';
import type { PreparedReport } from './prepare-report.ts';
import { chooseOutputUnit } from './report-values.ts';
import { type Subject, subjectOf } from './visual-graph.ts';

/** All nodes and calls, a piece a node. Values are whole numbers of the report's unit. */
export function* callgrindOfPrepared(report: PreparedReport): Generator<string> {
  const subject = subjectOf(report, true);
  const shown = sortedNodes(report, subject);
  const unit = chooseOutputUnit(
    report,
    shown.map((node) => ({ flat: subject.flat(node), cum: subject.cum(node) })),
  );
  yield `positions: instr line\nevents: ${report.sampleType}(${unit})\n`;
  const { edges } = subject.calls();
  const incidence = new Incidence(edges, subject.count);
  const order = edgeOrder(edges, (node) => subject.names.of(subject.placeOf(node)));
  const cost = (value: Int64) => truncateToInt64(scale(value, report.sampleUnit, unit).value);
  const writer = new NodeWriter(subject, numberedNames(subject, shown));
  for (const node of shown) {
    let text = writer.node(node, cost(subject.flat(node)));
    for (const e of incidence.outOf(node).sort(order))
      text += writer.call(edges.target[e]!, cost(edges.weight[e]!));
    writer.previous = node;
    yield text;
  }
}

function sortedNodes({ options }: PreparedReport, { sums, names, placeOf, count }: Subject): number[] {
  const [first, second] = options.sort === 'cum' ? [sums.cum, sums.flat] : [sums.flat, sums.cum];
  const shown: number[] = [];
  for (let node = 0; node < count; node++) if (isPresent(sums, node, options)) shown.push(node);
  return shown.sort(
    (a, b) =>
      compareMagnitude(first[b]!, first[a]!) ||
      names.compare(placeOf(a), placeOf(b)) ||
      compareMagnitude(second[b]!, second[a]!) ||
      a - b,
  );
}

/**
 * Names that tell functions apart: where several have the name in the file, each gets its number. The functions of a
 * forest are others under every parent.
 */
function numberedNames(
  { nodes, placeOf, parentOf }: Subject,
  shown: readonly number[],
): ReadonlyMap<number, string> {
  const functionsOf = new Map<string, Map<string, number>>();
  const described = shown.map((node) => {
    const place = placeOf(node);
    const isWhole = nodes.address[place] === 0n && nodes.line[place] === 0n;
    const key = JSON.stringify([nodes.file[place], nodes.name[place]]);
    const own = [
      parentOf(node),
      nodes.startLine[place],
      isWhole ? nodes.column[place] : 0,
      nodes.objectFile[place],
    ].join(' ');
    const known = functionsOf.get(key) ?? new Map<string, number>();
    functionsOf.set(key, known);
    if (!known.has(own)) known.set(own, known.size + 1);
    return { node, name: nodes.name[place]!, known, number: known.get(own)! };
  });
  return new Map(
    described.map(({ node, name, known, number }) => [
      node,
      known.size > 1 ? `${name} [${number}/${known.size}]` : name,
    ]),
  );
}

/** Numbers for names, which stand in full once. */
class Names {
  private readonly numbers = new Map<string, number>();

  text(name: string): string {
    if (name === '') return '';
    const number = this.numbers.get(name);
    if (number !== undefined) return `(${number})`;
    this.numbers.set(name, this.numbers.size + 1);
    return `(${this.numbers.size}) ${name}`;
  }
}

class NodeWriter {
  /** The node that addresses are relative to. */
  previous = -1;
  private readonly subject: Subject;
  private readonly calleeNames: ReadonlyMap<number, string>;
  private readonly objects = new Names();
  private readonly files = new Names();
  private readonly functions = new Names();

  constructor(subject: Subject, calleeNames: ReadonlyMap<number, string>) {
    this.subject = subject;
    this.calleeNames = calleeNames;
  }

  node(node: number, cost: Int64): string {
    const { nodes, placeOf } = this.subject;
    const place = placeOf(node);
    let text = '';
    if (this.previous === -1 || this.isElsewhere(place, placeOf(this.previous))) {
      text = `\nob=${this.objects.text(nodes.objectFile[place]!)}\nfl=${this.files.text(nodes.file[place]!)}\n`;
      text += `fn=${this.functions.text(nodes.name[place]!)}\n`;
    }
    return `${text}${this.address(place)} ${nodes.line[place]} ${cost}\n`;
  }

  call(callee: number, cost: Int64): string {
    const { nodes, placeOf } = this.subject;
    const place = placeOf(callee);
    const file = this.files.text(nodes.file[place]!);
    const name = this.functions.text(this.calleeNames.get(callee) ?? '');
    return `cfl=${file}\ncfn=${name}\ncalls=0 ${this.address(place)} ${nodes.line[place]}\n* * ${cost}\n`;
  }

  private isElsewhere(a: number, b: number): boolean {
    const { name, file, objectFile } = this.subject.nodes;
    return name[a] !== name[b] || file[a] !== file[b] || objectFile[a] !== objectFile[b];
  }

  /** Absolute, or relative where that is shorter. */
  private address(place: number): string {
    const { nodes, placeOf } = this.subject;
    const address = nodes.address[place]!;
    const absolute = `0x${address.toString(16)}`;
    if (this.previous === -1) return absolute;
    const difference = BigInt.asIntN(64, address - nodes.address[placeOf(this.previous)]!);
    if (difference === 0n) return '*';
    const relative = difference > 0n ? `+${difference}` : `${difference}`;
    return relative.length < absolute.length ? relative : absolute;
  }
}
