/** Every sample with its labels and its stack, leaf first. */
import { compareUtf8 } from '../profile/compare-utf8.ts';
import { divideInt64, type Int64 } from '../profile/go-number-format.ts';
import { buildNodes, type NodeTable, printableName } from '../profile/graph-nodes.ts';
import { formatValue } from '../profile/measurement.ts';
import { encodeUtf8 } from '../profile/utf8.ts';
import { ByteChunk } from './byte-chunk.ts';
import { padLeft } from './pad-left.ts';
import type { PreparedReport } from './prepare-report.ts';
import { profileLines } from './report-header.ts';
import { valueFormatter } from './report-values.ts';

const SEPARATOR = encodeUtf8(`${'-'.repeat(11)}+${'-'.repeat(55)}\n`);
const VALUE_WIDTH = 10;

/** The nodes of stacks here: source files keep the prefixes that graph reports cut. */
function traceNodes({ profile, options }: PreparedReport): NodeTable {
  return buildNodes(profile, {
    granularity: options.granularity || 'functions',
    noInlines: options.noInlines,
    showColumns: options.showColumns,
    keepPrefixes: true,
  });
}

/** The report's bytes in pieces: a large profile's text does not fit into one string. */
export function* tracesOfPrepared(report: PreparedReport): Generator<Uint8Array> {
  const { column, divisors, options } = report;
  const { samples } = report.profile;
  const format = valueFormatter(report, options.unit);
  const chunk = new ByteChunk();
  chunk.add(encodeUtf8(`${profileLines(report, format).join('\n')}\n`));
  const frames = new FrameTexts(traceNodes(report));
  const labels = new LabelTexts(report);
  for (let s = 0; s < samples.count; s++) {
    const start = samples.stackOffset[s]!;
    const end = samples.stackOffset[s + 1]!;
    if (start === end) continue;
    chunk.add(SEPARATOR);
    if (samples.labelOffset[s] !== samples.labelOffset[s + 1]) chunk.add(encodeUtf8(labels.of(s)));
    chunk.add(encodeUtf8(padLeft(format(divideInt64(column[s]!, divisors?.[s] ?? 0)), VALUE_WIDTH)));
    // The first frame stands beside the value instead of under it.
    chunk.add(frames.of(samples.stack[start]!).subarray(VALUE_WIDTH));
    for (let i = start + 1; i < end; i++) chunk.add(frames.of(samples.stack[i]!));
    if (chunk.isFull) yield chunk.take();
  }
  chunk.add(SEPARATOR);
  yield chunk.take();
}

export interface TracesFacts {
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly total: Int64;
  /** Those without a stack are left out of the report. */
  readonly sampleCount: number;
}

export const tracesFacts = ({ sampleType, sampleUnit, total, profile }: PreparedReport): TracesFacts => ({
  sampleType,
  sampleUnit,
  total,
  sampleCount: profile.samples.count,
});

export interface TraceSample {
  readonly value: Int64;
  readonly labels: readonly TraceLabel[];
  /** Leaf first. */
  readonly frames: readonly { readonly name: string; readonly inline: boolean }[];
}

export type TraceLabel =
  | { readonly key: string; readonly text: string }
  | { readonly key: string; readonly number: bigint; readonly unit: string };

/** The same samples for programs. */
export function* traceSamples(report: PreparedReport): Generator<TraceSample> {
  const { column, divisors, profile } = report;
  const { samples } = profile;
  const nodes = traceNodes(report);
  const { locationOffset, locationNode } = nodes;
  for (let s = 0; s < samples.count; s++) {
    const stack = samples.stack.subarray(samples.stackOffset[s]!, samples.stackOffset[s + 1]!);
    if (stack.length === 0) continue;
    const frames = Array.from(stack, (location) => {
      const here = locationNode.subarray(locationOffset[location]!, locationOffset[location + 1]!);
      return Array.from(here, (node, i) => ({
        name: printableName(nodes, node),
        inline: i < here.length - 1,
      }));
    }).flat();
    const value = divideInt64(column[s]!, divisors?.[s] ?? 0);
    yield { value, labels: traceLabels(report, s), frames };
  }
}

function traceLabels(
  { profile: { samples, strings }, labelUnits }: PreparedReport,
  sample: number,
): TraceLabel[] {
  const labels: TraceLabel[] = [];
  for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
    const key = strings.get(samples.labelKey[l]!);
    const text = samples.labelString[l]!;
    if (text !== 0) labels.push({ key, text: strings.get(text) });
    else labels.push({ key, number: samples.labelNumber[l]!, unit: labelUnits.get(key)! });
  }
  return labels;
}

/** The lines of each location, made once. */
class FrameTexts {
  private readonly nodes: NodeTable;
  private readonly texts: Uint8Array[];

  constructor(nodes: NodeTable) {
    this.nodes = nodes;
    this.texts = new Array(nodes.locationOffset.length - 1);
  }

  of(location: number): Uint8Array {
    const known = this.texts[location];
    if (known !== undefined) return known;
    const { locationOffset, locationNode } = this.nodes;
    const last = locationOffset[location + 1]! - 1;
    let text = '';
    for (let n = locationOffset[location]!; n <= last; n++) {
      const name = printableName(this.nodes, locationNode[n]!);
      text += `${' '.repeat(VALUE_WIDTH + 3)}${name}${n === last ? '' : ' (inline)'}\n`;
    }
    this.texts[location] = encodeUtf8(text);
    return this.texts[location]!;
  }
}

/** The lines of a sample's labels: texts, then numbers, each kind in the order of its lines. */
class LabelTexts {
  private readonly profile: PreparedReport['profile'];
  private readonly units: ReadonlyMap<string, string>;
  private readonly starts = new Map<number, string>();

  constructor({ profile, labelUnits }: PreparedReport) {
    this.profile = profile;
    this.units = labelUnits;
  }

  of(sample: number): string {
    const { samples, strings } = this.profile;
    const texts: LabelLine[] = [];
    const numbers: LabelLine[] = [];
    for (let l = samples.labelOffset[sample]!; l < samples.labelOffset[sample + 1]!; l++) {
      const start = this.start(samples.labelKey[l]!);
      const text = samples.labelString[l]!;
      if (text !== 0) append(texts, start, strings.get(text));
      else {
        const unit = this.units.get(strings.get(samples.labelKey[l]!))!;
        append(numbers, start, formatValue(samples.labelNumber[l]!, unit, 'auto'));
      }
    }
    return joinSorted(texts) + joinSorted(numbers);
  }

  private start(key: number): string {
    let start = this.starts.get(key);
    if (start === undefined) {
      start = `${padLeft(this.profile.strings.get(key), VALUE_WIDTH)}:  `;
      this.starts.set(key, start);
    }
    return start;
  }
}

interface LabelLine {
  readonly start: string;
  line: string;
}

/** Values of one key share a line. */
function append(lines: LabelLine[], start: string, value: string): void {
  for (const known of lines) {
    if (known.start === start) {
      known.line += ` ${value}`;
      return;
    }
  }
  lines.push({ start, line: start + value });
}

function joinSorted(lines: LabelLine[]): string {
  if (lines.length > 1) lines.sort((a, b) => compareUtf8(a.line, b.line));
  let text = '';
  for (const { line } of lines) text += `${line}\n`;
  return text;
}
