/** The nodes of top as a profile of their own: one sample a node, its cumulative and its flat value. */
import { encodePprof } from '../profile/encode.ts';
import { type Int64, truncateToInt64 } from '../profile/go-number-format.ts';
import { gzip } from '../profile/gzip.ts';
import { scale } from '../profile/measurement.ts';
import { NO_MAPPING, type Profile } from '../profile/profile.ts';
import { StringTable } from '../profile/string-table.ts';
import type { PreparedReport } from './prepare-report.ts';
import { type ReportGraph, reportGraph } from './report-graph.ts';

/** Compressed pprof. Values are whole numbers of the report's unit. */
export function topProtoReport(report: PreparedReport): Uint8Array {
  return gzip(encodePprof(profileOfNodes(report, reportGraph(report))));
}

/** Each node has a location, also where two look alike. */
function profileOfNodes({ profile, sampleUnit }: PreparedReport, graph: ReportGraph): Profile {
  const { nodes, outputUnit } = graph;
  const { shown } = graph.trimmed;
  const texts = new NumberedTexts();
  const whole = (value: Int64): bigint => BigInt(truncateToInt64(scale(value, sampleUnit, outputUnit).value));
  const { functions, functionOf } = functionsOf(graph, texts);
  const ids = BigUint64Array.from(shown, (_, i) => BigInt(i + 1));
  const oneEach = Uint32Array.from({ length: shown.length + 1 }, (_, i) => i);
  return {
    ...profile,
    sampleTypes: [
      { type: 'cum', unit: outputUnit },
      { type: 'flat', unit: outputUnit },
    ],
    defaultSampleType: '',
    comments: [],
    docUrl: '',
    dropFrames: '',
    keepFrames: '',
    mappings: [],
    functions,
    locations: {
      count: shown.length,
      id: ids,
      mapping: new Uint32Array(shown.length).fill(NO_MAPPING),
      address: BigUint64Array.from(shown, (node) => nodes.address[node]!),
      isFolded: new Uint8Array(shown.length),
      lineOffset: oneEach,
      lineFunction: functionOf,
      line: BigInt64Array.from(shown, (node) => nodes.line[node]!),
      column: BigInt64Array.from(shown, (node) => nodes.column[node]!),
    },
    samples: {
      count: shown.length,
      stackOffset: oneEach,
      stack: oneEach.subarray(0, shown.length),
      values: [
        BigInt64Array.from(shown, (node) => whole(graph.cum(node))),
        BigInt64Array.from(shown, (node) => whole(graph.flat(node))),
      ],
      labelOffset: new Uint32Array(shown.length + 1),
      labelKey: new Uint32Array(0),
      labelString: new Uint32Array(0),
      labelNumber: new BigInt64Array(0),
      labelUnit: new Uint32Array(0),
    },
    strings: texts.table(),
  };
}

/** Functions by name, file and start line, and the one of each shown node. */
function functionsOf({ nodes, trimmed: { shown } }: ReportGraph, texts: NumberedTexts) {
  const numbers = new Map<string, number>();
  const firsts: number[] = [];
  const functionOf = Uint32Array.from(shown, (node) => {
    const key = JSON.stringify([nodes.name[node], nodes.file[node], `${nodes.startLine[node]}`]);
    let number = numbers.get(key);
    if (number === undefined) {
      number = firsts.push(node) - 1;
      numbers.set(key, number);
    }
    return number;
  });
  const functions = {
    count: firsts.length,
    id: BigUint64Array.from(firsts, (_, i) => BigInt(i + 1)),
    name: Uint32Array.from(firsts, (node) => texts.numberOf(nodes.name[node]!)),
    systemName: new Uint32Array(firsts.length),
    filename: Uint32Array.from(firsts, (node) => texts.numberOf(nodes.file[node]!)),
    startLine: BigInt64Array.from(firsts, (node) => nodes.startLine[node]!),
  };
  return { functions, functionOf };
}

class NumberedTexts {
  private readonly numbers = new Map<string, number>([['', 0]]);

  numberOf(text: string): number {
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  table(): StringTable {
    return StringTable.from([...this.numbers.keys()]);
  }
}
